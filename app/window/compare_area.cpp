// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/compare_area.h"

#include "app/figures/small_multiples.h"
#include "app/window/style.h"
#include "engine/core/error.h"
#include "views/kinds/view_kinds.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QJsonObject>
#include <QKeyEvent>
#include <QLabel>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace scorescope::app {

/// Asks for its entries when it is about to show them.
class CompareSourceBox : public QComboBox {
public:
    CompareSourceBox(std::function<void()> fill, QWidget* parent)
        : QComboBox(parent), fill_(std::move(fill)) {}
    void showPopup() override {
        fill_();
        QComboBox::showPopup();
    }

protected:
    void focusInEvent(QFocusEvent* event) override {
        fill_(); // arrow keys go through the entries without showing them
        QComboBox::focusInEvent(event);
    }

private:
    std::function<void()> fill_;
};

namespace {

/// At most this many moments are offered; any other is taken from the scrubber.
constexpr std::size_t mostMoments = 12;

QString stepText(std::uint64_t step) {
    return CompareArea::tr("step %1").arg(groupedNumber(step));
}

/// Every one, or evenly many of them with both ends.
std::vector<FramePtr> someOf(const std::vector<FramePtr>& moments) {
    if (moments.size() <= mostMoments) {
        return moments;
    }
    std::vector<FramePtr> some;
    for (std::size_t i = 0; i < mostMoments; ++i) {
        some.push_back(moments[i * (moments.size() - 1) / (mostMoments - 1)]);
    }
    return some;
}

/// The view's spec for a picture of differences, or of both runs' curves.
ViewSpec combinedSpec(ViewSpec spec) {
    if (spec.kind == "curves") {
        const std::vector<std::string> names = spec.artifacts;
        for (const std::string& name : names) {
            spec.artifacts.push_back(overlayName(name));
        }
        for (const char* range : {"x_range", "y_range"}) {
            spec.options.erase(range);
        }
    } else {
        // Limits of the values are none of their differences.
        spec.options.erase("limits");
        spec.options.erase("y_range");
    }
    return spec;
}

Region toRegion(const QJsonObject& values, const ParameterTable& table) {
    Region region;
    for (auto each = values.begin(); each != values.end(); ++each) {
        const std::string name = each.key().toStdString();
        if (!each.value().isDouble() || !table.contains(name)) {
            continue;
        }
        const double number = each.value().toDouble();
        if (table.spec(name).type == ParameterType::integer) {
            region[name] = static_cast<std::int64_t>(std::llround(number));
        } else {
            region[name] = number;
        }
    }
    return region;
}

} // namespace

CompareArea::CompareArea(const Registry& registry, const Device& device, int threads,
                         QWidget* parent)
    : QWidget(parent), registry_(registry), device_(device), threads_(threads),
      theme_(views::darkTheme()) {
    setObjectName(QStringLiteral("compare_area"));
    connectRun(Side::a);
    connectRun(Side::b);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    buildBar();
    all->addWidget(bar_);
    summary_ = new QLabel(this);
    summary_->setObjectName(QStringLiteral("compare_summary"));
    summary_->setContentsMargins(12, 4, 12, 4);
    summary_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    all->addWidget(summary_);
    panes_ = new QSplitter(Qt::Horizontal, this);
    panes_->setObjectName(QStringLiteral("compare_panes"));
    panes_->setChildrenCollapsible(false);
    panes_->setHandleWidth(1);
    pair_ = new QSplitter(Qt::Vertical, panes_);
    pair_->setObjectName(QStringLiteral("compare_pair"));
    pair_->setChildrenCollapsible(false);
    pair_->setHandleWidth(1);
    a_ = new ComparePane(QStringLiteral("a"), QStringLiteral("A"), pair_);
    b_ = new ComparePane(QStringLiteral("b"), QStringLiteral("B"), pair_);
    difference_ = new ComparePane(QStringLiteral("difference"), QStringLiteral("A − B"), panes_);
    pair_->addWidget(a_);
    pair_->addWidget(b_);
    panes_->addWidget(pair_);
    panes_->addWidget(difference_);
    connect(a_, &ComparePane::cancelled, this, [this] { useNow(Side::a); });
    connect(b_, &ComparePane::cancelled, this, [this] { useNow(Side::b); });
    all->addWidget(panes_, 1);
}

CompareArea::~CompareArea() = default;

void CompareArea::buildBar() {
    bar_ = new QFrame(this);
    bar_->setObjectName(QStringLiteral("compare_bar"));
    auto* line = new QHBoxLayout(bar_);
    line->setContentsMargins(12, 4, 4, 4);
    line->setSpacing(8);
    const auto addBox = [&](Side side, const QString& letter) {
        auto* label = new QLabel(letter, bar_);
        label->setObjectName(QStringLiteral("view_title"));
        auto* box = new CompareSourceBox(
            [this, side] {
                Q_EMIT momentsWanted();
                fillSources(side);
            },
            bar_);
        box->setObjectName(QStringLiteral("compare_source_") + letter.toLower());
        box->setAccessibleName(tr("What %1 shows").arg(letter));
        box->setToolTip(box->accessibleName());
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(14);
        label->setBuddy(box);
        connect(box, &QComboBox::activated, this,
                [this, side, box](int index) { chosen(side, box->itemData(index)); });
        line->addWidget(label);
        line->addWidget(box);
        boxes_[side == Side::a ? 0 : 1] = box;
    };
    addBox(Side::a, QStringLiteral("A"));
    addBox(Side::b, QStringLiteral("B"));
    line->addStretch(1);
    view_ = new QComboBox(bar_);
    view_->setObjectName(QStringLiteral("compare_view"));
    view_->setAccessibleName(tr("The view that is compared"));
    view_->setToolTip(view_->accessibleName());
    view_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    view_->setMaximumWidth(260);
    connect(view_, &QComboBox::activated, this,
            [this](int index) { showView(view_->itemData(index).toString().toStdString()); });
    line->addWidget(view_);
    line->addSpacing(4);
    const auto addToggle = [&](const QString& name, const QString& text, const QString& help) {
        auto* button = new QToolButton(bar_);
        button->setObjectName(name);
        button->setText(text);
        button->setToolTip(help);
        button->setCheckable(true);
        button->setAutoExclusive(true);
        line->addWidget(button);
        return button;
    };
    beside_ = addToggle(QStringLiteral("compare_side_by_side"), tr("Side by side"),
                        tr("A, B and their difference"));
    only_ = addToggle(QStringLiteral("compare_difference_only"), tr("Difference"),
                      tr("The difference alone, as large as there is room"));
    beside_->setChecked(true);
    connect(only_, &QToolButton::toggled, this, &CompareArea::setDifferenceOnly);
    const auto addIcon = [&](const QString& name, const QString& icon, const QString& text) {
        auto* button = new QToolButton(bar_);
        button->setObjectName(name);
        button->setProperty("icon_name", icon);
        button->setProperty("flat", true);
        button->setFixedSize(24, 24);
        button->setToolTip(text);
        button->setAccessibleName(text);
        line->addWidget(button);
        return button;
    };
    export_ = addIcon(QStringLiteral("compare_export"), QStringLiteral("export"),
                      tr("Export the comparison as one figure"));
    close_ = addIcon(QStringLiteral("compare_close"), QStringLiteral("close"),
                     tr("Back to the views of the scene"));
    connect(export_, &QToolButton::clicked, this, &CompareArea::exportRequested);
    connect(close_, &QToolButton::clicked, this, &CompareArea::closeRequested);
}

void CompareArea::open(const std::vector<ViewSpec>& specs, const std::string& current,
                       const FramePtr& now) {
    specs_ = specs;
    now_ = now;
    open_ = true;
    view_->clear();
    for (const ViewSpec& spec : specs_) {
        const QString title = QString::fromStdString(spec.title.empty() ? spec.name : spec.title);
        view_->addItem(title, QString::fromStdString(spec.name));
    }
    drop(Side::a);
    drop(Side::b);
    if (now) {
        source(Side::a).kind = Source::Kind::moment;
        source(Side::a).frame = now;
    }
    showView(current);
    fillSources(Side::a);
    fillSources(Side::b);
    boxes_[1]->setFocus(Qt::OtherFocusReason);
}

void CompareArea::letGo() {
    open_ = false;
    drop(Side::a);
    drop(Side::b);
    now_ = nullptr;
    moments_.clear();
    for (ComparePane* pane : {a_, b_, difference_}) {
        pane->setView(nullptr);
    }
}

void CompareArea::showView(const std::string& name) {
    const auto found = std::find_if(specs_.begin(), specs_.end(),
                                    [&](const ViewSpec& spec) { return spec.name == name; });
    if (found == specs_.end()) {
        return;
    }
    spec_ = *found;
    view_->setCurrentIndex(static_cast<int>(found - specs_.begin()));
    buildPanes();
    arrange();
    ask();
    refresh();
    Q_EMIT interestChanged();
}

void CompareArea::buildPanes() {
    const std::array<std::pair<ComparePane*, ViewSpec>, 3> made{
        {{a_, spec_}, {b_, spec_}, {difference_, combinedSpec(spec_)}}};
    for (const auto& [pane, spec] : made) {
        pane->setTheme(theme_);
        pane->setView(views::createView(spec, nullptr));
        connectView(*pane);
    }
    const bool overlay = isOverlay();
    difference_->setLetter(overlay ? tr("A and B") : QStringLiteral("A − B"));
    beside_->setEnabled(!overlay);
    only_->setEnabled(!overlay);
}

void CompareArea::connectView(ComparePane& pane) {
    const views::ArtifactView* view = pane.view();
    connect(view, &views::ArtifactView::cameraChanged, this,
            [this, view](const QJsonObject& camera) { link(view, camera); });
    connect(view, &views::ArtifactView::parametersRequested, this, &CompareArea::followRegion);
    connect(view, &views::ArtifactView::interestChanged, this, [this] {
        ask();
        Q_EMIT interestChanged();
    });
}

void CompareArea::link(const views::ArtifactView* from, const QJsonObject& camera) {
    if (linking_ || camera.isEmpty()) {
        return;
    }
    linking_ = true;
    for (const ComparePane* pane : {a_, b_, difference_}) {
        if (pane->view() != from) {
            pane->view()->setCamera(camera);
        }
    }
    linking_ = false;
}

bool CompareArea::allFollow() const {
    return std::all_of(sources_.begin(), sources_.end(),
                       [](const Source& each) { return each.kind != Source::Kind::moment; });
}

void CompareArea::followRegion(const QJsonObject& values) {
    // A moment that is held cannot be computed anew elsewhere; were the other side to move, there
    // would be no difference of the two.
    if (linking_ || !allFollow()) {
        return;
    }
    if (sources_[0].kind == Source::Kind::now || sources_[1].kind == Source::Kind::now) {
        Q_EMIT parametersRequested(values); // what is not the window's follows its answer
        return;
    }
    const FramePtr frame = frameOf(Side::a) ? frameOf(Side::a) : frameOf(Side::b);
    if (!frame || !frame->scene) {
        return;
    }
    Interest interest;
    interest.all = false;
    interest.names = this->interest();
    const Region region = toRegion(values, frame->scene->parameters.table());
    for (const Source& each : sources_) {
        if (each.run != nullptr) {
            each.run->ask(region, interest);
        }
    }
}

void CompareArea::setTheme(const views::Theme& theme) {
    theme_ = theme;
    for (ComparePane* pane : {a_, b_, difference_}) {
        pane->setTheme(theme);
    }
    for (QToolButton* button : {export_, close_}) {
        button->setIcon(themedIcon(button->property("icon_name").toString(), theme, theme.dim));
    }
}

void CompareArea::setFrame(const FramePtr& frame) {
    if (!open_) {
        return;
    }
    const bool moved = !now_ || regionOf(*now_) != regionOf(*frame);
    now_ = frame;
    const bool shown =
        sources_[0].kind == Source::Kind::now || sources_[1].kind == Source::Kind::now;
    if (!shown) {
        return;
    }
    if (moved) {
        ask();
    }
    refresh();
}

void CompareArea::setMoments(const std::vector<FramePtr>& moments) {
    moments_ = moments;
    for (const Side side : {Side::a, Side::b}) {
        fillSources(side);
    }
}

std::set<std::string> CompareArea::interest() const {
    std::set<std::string> names;
    for (const ComparePane* pane : {a_, b_, difference_}) {
        if (pane->view() != nullptr) {
            const std::set<std::string> wanted = pane->view()->interest();
            names.insert(wanted.begin(), wanted.end());
        }
    }
    return names;
}

void CompareArea::drop(Side side) {
    Source& from = source(side);
    if (from.run != nullptr) {
        from.run->stop();
    }
    from = Source();
}

void CompareArea::useNow(Side side) {
    drop(side);
    ask();
    refresh();
    fillSources(side);
}

void CompareArea::useMoment(Side side, const FramePtr& frame) {
    drop(side);
    source(side).kind = Source::Kind::moment;
    source(side).frame = frame;
    ask();
    refresh();
    fillSources(side);
}

void CompareArea::useFolder(Side side, const QString& folder) {
    CompareRun::Source from;
    from.folder = folder.toStdString();
    start(side, std::move(from), QFileInfo(folder).fileName());
}

void CompareArea::useScene(Side side, const Scene& scene, const QString& name) {
    CompareRun::Source from;
    from.scene = scene;
    start(side, std::move(from), name);
}

void CompareArea::start(Side side, CompareRun::Source from, const QString& name) {
    drop(side);
    from.registry = &registry_;
    from.device = device_;
    from.threads = threads_;
    Source& to = source(side);
    to.kind = Source::Kind::run;
    to.name = name;
    to.run = runs_[side == Side::a ? 0 : 1];
    to.run->start(std::move(from));
    ask();
    refresh();
    fillSources(side);
}

void CompareArea::connectRun(Side side) {
    auto* run = new CompareRun(this);
    runs_[side == Side::a ? 0 : 1] = run;
    connect(run, &CompareRun::progressed, this, &CompareArea::refresh);
    connect(run, &CompareRun::framed, this, [this, side](const FramePtr& frame) {
        const bool first = source(side).frame == nullptr;
        source(side).frame = frame;
        if (first) {
            ask(); // the other side may follow this one
            fillSources(side);
        }
        refresh();
    });
    connect(run, &CompareRun::failed, this, [this, side](const QString& why) {
        source(side).trouble = why;
        refresh();
    });
}

void CompareArea::ask() {
    Interest interest;
    interest.all = false;
    interest.names = this->interest();
    for (const Side side : {Side::a, Side::b}) {
        const Source& each = source(side);
        if (each.run == nullptr) {
            continue;
        }
        // Where the other side looks; of two runs, B looks where A does.
        const Side other = side == Side::a ? Side::b : Side::a;
        const bool leads = side == Side::a && source(other).kind == Source::Kind::run;
        const FramePtr guide = leads ? frameOf(side) : frameOf(other);
        each.run->ask(guide ? regionOf(*guide) : Region(), interest);
    }
}

FramePtr CompareArea::frameOf(Side side) const {
    const Source& each = source(side);
    return each.kind == Source::Kind::now ? now_ : each.frame;
}

QString CompareArea::nameOf(Side side) const {
    const Source& each = source(side);
    const FramePtr frame = frameOf(side);
    const QString step = frame ? stepText(frame->step) : QString();
    switch (each.kind) {
    case Source::Kind::now:
        return frame ? tr("now, %1").arg(step) : tr("now");
    case Source::Kind::moment:
        return step;
    case Source::Kind::run:
        break;
    }
    return frame ? tr("%1, %2").arg(each.name, step) : each.name;
}

void CompareArea::fillSources(Side side) {
    QComboBox* box = boxes_[side == Side::a ? 0 : 1];
    const QSignalBlocker quiet(box);
    box->clear();
    const Source& each = source(side);
    box->addItem(tr("Now"), QStringLiteral("now"));
    if (each.kind != Source::Kind::now) {
        box->addItem(nameOf(side), QStringLiteral("held"));
        box->setCurrentIndex(1);
    }
    if (now_) {
        box->addItem(tr("Hold this moment (%1)").arg(stepText(now_->step)), QStringLiteral("this"));
    }
    box->addItem(tr("A run from disk…"), QStringLiteral("folder"));
    box->addItem(tr("A scene, run to its end…"), QStringLiteral("scene"));
    if (!moments_.empty()) {
        box->insertSeparator(box->count());
        for (const FramePtr& moment : someOf(moments_)) {
            box->addItem(stepText(moment->step), static_cast<qulonglong>(moment->step));
        }
    }
    box->view()->setMinimumWidth(220);
}

void CompareArea::chosen(Side side, const QVariant& what) {
    const QString word = what.toString();
    if (word == QLatin1String("now")) {
        useNow(side);
    } else if (word == QLatin1String("this")) {
        useMoment(side, now_);
    } else if (word == QLatin1String("folder") || word == QLatin1String("scene")) {
        fillSources(side); // shows what is still compared, until another is there
        if (word == QLatin1String("folder")) {
            Q_EMIT folderWanted(side);
        } else {
            Q_EMIT sceneWanted(side);
        }
    } else if (word != QLatin1String("held")) {
        const std::uint64_t step = what.toULongLong();
        for (const FramePtr& moment : moments_) {
            if (moment->step == step) {
                useMoment(side, moment);
                return;
            }
        }
    }
}

void CompareArea::refresh() {
    if (!open_ || a_->view() == nullptr) {
        return;
    }
    const std::array<std::pair<Side, ComparePane*>, 2> both{{{Side::a, a_}, {Side::b, b_}}};
    for (const auto& [side, pane] : both) {
        const Source& each = source(side);
        const FramePtr frame = frameOf(side);
        if (!each.trouble.isEmpty()) {
            pane->showMessage(each.trouble);
        } else if (!frame && each.run != nullptr) {
            const double share = each.run->share();
            pane->showProgress(
                share < 0.0
                    ? tr("Reading %1 …").arg(each.name)
                    : tr("Running %1 to its end: %2").arg(each.name, stepText(each.run->step())),
                share);
        } else if (!frame) {
            pane->showMessage(tr("nothing is computed yet"));
        } else {
            pane->showFrame(frame);
        }
    }
    updateDifference();
    updateTexts();
}

void CompareArea::updateDifference() {
    const FramePtr a = frameOf(Side::a);
    const FramePtr b = frameOf(Side::b);
    for (const Side side : {Side::a, Side::b}) {
        if (isOverlay() && !source(side).trouble.isEmpty()) {
            difference_->showMessage(source(side).trouble);
            return;
        }
        if (isOverlay() && source(side).run != nullptr && !frameOf(side)) {
            difference_->showProgress(tr("Waiting for %1").arg(source(side).name),
                                      source(side).run->share());
            return;
        }
    }
    if (!a || !b) {
        difference_->showMessage(tr("The difference is shown once both are there."));
        return;
    }
    std::vector<std::string> names(spec_.artifacts);
    const std::set<std::string> wanted = interest();
    names.erase(std::remove_if(names.begin(), names.end(),
                               [&](const std::string& name) { return wanted.count(name) == 0; }),
                names.end());
    const CombinedFrame made =
        isOverlay() ? overlayFrame(*a, *b, names) : differenceFrame(*a, *b, names);
    QStringList problems;
    for (const std::string& problem : made.problems) {
        problems << QString::fromStdString(problem);
    }
    if (made.combined == 0) {
        difference_->showMessage(problems.isEmpty()
                                     ? tr("There is nothing here that could be subtracted.")
                                     : problems.join(QLatin1Char('\n')));
        return;
    }
    difference_->showFrame(made.frame, problems.join(QStringLiteral("; ")));
}

void CompareArea::updateTexts() {
    a_->setWhat(nameOf(Side::a));
    b_->setWhat(nameOf(Side::b));
    const auto briefly = [this](Side side) {
        const FramePtr frame = frameOf(side);
        return source(side).kind == Source::Kind::now && frame ? stepText(frame->step)
                                                               : nameOf(side);
    };
    difference_->setWhat(tr("%1 − %2").arg(briefly(Side::a), briefly(Side::b)));
    if (isOverlay()) {
        difference_->setWhat(tr("A: %1; B, dashed: %2").arg(briefly(Side::a), briefly(Side::b)));
    }
    const FramePtr a = frameOf(Side::a);
    const FramePtr b = frameOf(Side::b);
    const bool foreign =
        sources_[0].kind == Source::Kind::run || sources_[1].kind == Source::Kind::run;
    QString text;
    if (!foreign) {
        text = tr("Two moments of the same run");
    } else if (a && b) {
        // A stored moment does not carry its scene; it is the one of the run in the window.
        const auto sceneA = a->scene ? a->scene : now_ ? now_->scene : nullptr;
        const auto sceneB = b->scene ? b->scene : now_ ? now_->scene : nullptr;
        QStringList lines;
        if (sceneA && sceneB) {
            for (const std::string& line : sceneDifferences(*sceneA, *sceneB)) {
                lines << QString::fromStdString(line);
            }
        }
        text = lines.isEmpty() ? tr("The same scene, parameters and seed")
                               : tr("A → B: %1").arg(lines.join(QStringLiteral("  ·  ")));
    }
    summary_->setText(text);
    summary_->setToolTip(text);
}

void CompareArea::setDifferenceOnly(bool on) {
    differenceOnly_ = on;
    only_->setChecked(on);
    beside_->setChecked(!on);
    arrange();
}

void CompareArea::arrange() {
    const bool alone = differenceOnly_ || isOverlay();
    pair_->setVisible(!alone);
    a_->setVisible(!alone);
    b_->setVisible(!alone);
    const bool wide = pair_->orientation() == Qt::Horizontal;
    pair_->setSizes({1000, 1000});
    panes_->setSizes(wide ? QList<int>{2000, 1000} : QList<int>{1000, 1400});
}

void CompareArea::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    // Pictures are about square: three in a row want a room as wide as that.
    const Qt::Orientation wanted = width() > 2.4 * panes_->height() ? Qt::Horizontal : Qt::Vertical;
    if (wanted != pair_->orientation()) {
        pair_->setOrientation(wanted);
        arrange();
    }
}

std::vector<views::ExportDialog::Entry> CompareArea::figures() const {
    std::vector<views::ExportDialog::Entry> entries;
    const std::array<std::pair<const ComparePane*, const char*>, 3> panes{
        {{a_, "a"}, {b_, "b"}, {difference_, "comparison"}}};
    for (const auto& [pane, name] : panes) {
        if (pane->showsView()) {
            entries.push_back({QStringLiteral("%1_%2").arg(QString::fromStdString(spec_.name),
                                                           QString::fromLatin1(name)),
                               pane->title(),
                               labelledPanel(pane->title(), pane->view()->figurePanel())});
        }
    }
    return entries;
}

std::shared_ptr<const Scene> CompareArea::sceneOfA() const {
    const Source& a = source(Side::a);
    return a.kind == Source::Kind::run && a.frame ? a.frame->scene : nullptr;
}

} // namespace scorescope::app
