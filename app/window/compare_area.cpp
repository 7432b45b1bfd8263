// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/compare_area.h"

#include "app/figures/small_multiples.h"
#include "app/window/compare_frames.h"
#include "engine/core/error.h"
#include "views/kinds/view_kinds.h"

#include <QJsonObject>
#include <QLabel>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>
#include <utility>

namespace scorescope::app {
namespace {

/// Limits of a run that goes on are found anew so often, ms.
constexpr int limitsPause = 200;

} // namespace

CompareArea::CompareArea(const Registry& registry, const Device& device, int threads,
                         QWidget* parent)
    : QWidget(parent), theme_(views::darkTheme()) {
    setObjectName(QStringLiteral("compare_area"));
    for (CompareSide*& each : sides_) {
        each = new CompareSide({&registry, device, threads}, this);
    }
    limits_.setSingleShot(true);
    limits_.setInterval(limitsPause);
    connect(&limits_, &QTimer::timeout, this, &CompareArea::shareLimits);
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
    const auto splitter = [](Qt::Orientation orientation, const QString& name, QWidget* inside) {
        auto* made = new QSplitter(orientation, inside);
        made->setObjectName(name);
        made->setChildrenCollapsible(false);
        made->setHandleWidth(1);
        return made;
    };
    panes_ = splitter(Qt::Horizontal, QStringLiteral("compare_panes"), this);
    pair_ = splitter(Qt::Horizontal, QStringLiteral("compare_pair"), panes_);
    a_ = new ComparePane(QStringLiteral("a"), QStringLiteral("A"), pair_);
    b_ = new ComparePane(QStringLiteral("b"), QStringLiteral("B"), pair_);
    difference_ = new ComparePane(QStringLiteral("difference"), QStringLiteral("A − B"), panes_);
    pair_->addWidget(a_);
    pair_->addWidget(b_);
    panes_->addWidget(pair_);
    panes_->addWidget(difference_);
    all->addWidget(panes_, 1);
    connectSide(Side::a);
    connectSide(Side::b);
}

CompareArea::~CompareArea() {
    // A run that ends as the sides go has nobody to tell.
    for (CompareSide* each : sides_) {
        disconnect(each, nullptr, this, nullptr);
    }
}

void CompareArea::buildBar() {
    bar_ = new CompareBar(*sides_[0], *sides_[1], this);
    connect(bar_, &CompareBar::viewChosen, this,
            [this](const QString& name) { showView(name.toStdString()); });
    connect(bar_, &CompareBar::modeChosen, this, &CompareArea::setMode);
    connect(bar_, &CompareBar::exportRequested, this, &CompareArea::exportRequested);
    connect(bar_, &CompareBar::closeRequested, this, &CompareArea::closeRequested);
}

void CompareArea::connectSide(Side which) {
    CompareSide* from = &side(which);
    connect(which == Side::a ? a_ : b_, &ComparePane::cancelled, from, &CompareSide::useNow);
    connect(from, &CompareSide::sourceChanged, this, [this] {
        ask();
        refresh();
    });
    connect(from, &CompareSide::progressed, this, &CompareArea::refresh);
    connect(from, &CompareSide::momentsWanted, this, &CompareArea::momentsWanted);
    connect(from, &CompareSide::chosenByHand, this, [this] { choosing_ = false; });
    connect(from, &CompareSide::folderWanted, this, [this, which] { Q_EMIT folderWanted(which); });
    connect(from, &CompareSide::sceneWanted, this, [this, which] { Q_EMIT sceneWanted(which); });
}

void CompareArea::open(const std::vector<ViewSpec>& specs, const std::string& current,
                       const FramePtr& now) {
    specs_ = specs;
    now_ = now;
    bar_->setViews(specs_);
    for (CompareSide* each : sides_) {
        each->letGo();
        each->setNow(now);
    }
    if (now) {
        side(Side::a).useMoment(now);
    }
    choosing_ = true;
    open_ = true;
    showView(current);
    bar_->focusFirst();
}

void CompareArea::letGo() {
    open_ = false;
    limits_.stop();
    for (CompareSide* each : sides_) {
        each->letGo();
    }
    now_ = nullptr;
    moments_.clear();
    for (ComparePane* pane : panes()) {
        pane->setView(nullptr);
    }
}

void CompareArea::showView(const std::string& name) {
    const auto found = std::find_if(specs_.begin(), specs_.end(),
                                    [&](const ViewSpec& spec) { return spec.name == name; });
    if (found == specs_.end()) {
        return;
    }
    const bool wasCurves = isCurves();
    spec_ = *found;
    bar_->setView(static_cast<std::size_t>(found - specs_.begin()));
    if (isCurves() != wasCurves) {
        mode_ = isCurves() ? CompareMode::overlay : wanted_;
    }
    bar_->setMode(mode_, isCurves());
    buildPanes();
    arrange();
    chooseStart();
    ask();
    refresh();
    Q_EMIT interestChanged();
}

void CompareArea::setMode(CompareMode mode) {
    mode = mode == CompareMode::overlay && !isCurves() ? CompareMode::sideBySide : mode;
    if (!isCurves()) {
        wanted_ = mode;
    }
    const bool rebuild = isOverlay() != (mode == CompareMode::overlay);
    mode_ = mode;
    bar_->setMode(mode_, isCurves());
    if (open_ && rebuild) {
        buildPanes();
    }
    arrange();
    refresh();
}

void CompareArea::buildPanes() {
    const ViewSpec combined = isOverlay() ? overlaySpec(spec_) : differenceSpec(spec_);
    const std::array<std::pair<ComparePane*, ViewSpec>, 3> made{
        {{a_, spec_}, {b_, spec_}, {difference_, combined}}};
    for (const auto& [pane, spec] : made) {
        pane->setTheme(theme_);
        pane->setView(views::createView(spec, nullptr), isCurves());
        connectView(*pane);
    }
    difference_->setLetter(isOverlay() ? tr("A and B") : QStringLiteral("A − B"));
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
    connect(view, &views::ArtifactView::lookChanged, this, [this, view] { linkLook(view); });
}

void CompareArea::link(const views::ArtifactView* from, const QJsonObject& camera) {
    if (linking_ || camera.isEmpty()) {
        return;
    }
    linking_ = true;
    for (const ComparePane* pane : panes()) {
        if (pane->view() != from) {
            pane->view()->setCamera(camera);
        }
    }
    linking_ = false;
}

/// Curves are smoothed alike, or they could not be compared.
void CompareArea::linkLook(const views::ArtifactView* from) {
    const QJsonObject look = from->comparedLook();
    if (linking_ || look.isEmpty()) {
        return;
    }
    linking_ = true;
    for (const ComparePane* pane : panes()) {
        QJsonObject its = look;
        if (pane == difference_ || from == difference_->view()) {
            its.remove(QStringLiteral("y_scale")); // differences have both signs
        }
        if (pane->view() != from) {
            pane->view()->setComparedLook(its);
        }
    }
    linking_ = false;
}

bool CompareArea::ofOneLine() const {
    return std::none_of(sides_.begin(), sides_.end(), [](const CompareSide* each) {
        return each->kind() == CompareSide::Kind::run || each->isOfLeftLine();
    });
}

bool CompareArea::isOneMoment() const {
    const FramePtr a = side(Side::a).frame();
    const FramePtr b = side(Side::b).frame();
    return a && b && ofOneLine() && a->step == b->step;
}

void CompareArea::followRegion(const QJsonObject& values) {
    // A moment that is held cannot be computed anew elsewhere; were the other side to move, there
    // would be no difference of the two.
    const auto isA = [this](CompareSide::Kind kind) {
        return std::any_of(sides_.begin(), sides_.end(),
                           [kind](const CompareSide* each) { return each->kind() == kind; });
    };
    if (linking_ || isA(CompareSide::Kind::moment)) {
        return;
    }
    if (isA(CompareSide::Kind::now)) {
        Q_EMIT parametersRequested(values); // what is not the window's follows its answer
        return;
    }
    const FramePtr frame = side(Side::a).frame() ? side(Side::a).frame() : side(Side::b).frame();
    if (!frame || !frame->scene) {
        return;
    }
    Interest interest;
    interest.all = false;
    interest.names = this->interest();
    const Region region = regionFrom(values, frame->scene->parameters.table());
    for (CompareSide* each : sides_) {
        each->ask(region, interest);
    }
}

void CompareArea::setTheme(const views::Theme& theme) {
    theme_ = theme;
    bar_->setTheme(theme);
    for (ComparePane* pane : panes()) {
        pane->setTheme(theme);
    }
}

void CompareArea::setFrame(const FramePtr& frame) {
    forgetLines(frame->lines);
    if (!open_) {
        return;
    }
    const bool moved = !now_ || regionOf(*now_) != regionOf(*frame);
    now_ = frame;
    bool shown = false;
    for (CompareSide* each : sides_) {
        each->setNow(frame);
        shown = shown || each->kind() == CompareSide::Kind::now;
    }
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
    for (CompareSide* each : sides_) {
        each->setMoments(moments, lines());
    }
    chooseStart();
}

void CompareArea::keepLine(const FramePtr& last) {
    left_[last->line] = last;
}

void CompareArea::forgetLines(const RunLineList& kept) {
    for (auto each = left_.begin(); each != left_.end();) {
        const bool known =
            kept && std::any_of(kept->begin(), kept->end(),
                                [&](const RunLine& line) { return line.id == each->first; });
        each = known ? std::next(each) : left_.erase(each);
    }
}

std::vector<CompareSide::Line> CompareArea::lines() const {
    std::vector<CompareSide::Line> known;
    if (now_ && now_->lines) {
        for (const RunLine& line : *now_->lines) {
            const auto last = left_.find(line.id);
            if (last != left_.end()) {
                known.push_back({tr("line %1").arg(line.number), last->second});
            }
        }
    }
    return known;
}

void CompareArea::chooseStart() {
    if (!choosing_ || !now_) {
        return;
    }
    if (const FramePtr start = startToCompare(moments_, *now_, spec_)) {
        if (side(Side::a).frame() != start) {
            side(Side::a).useMoment(start);
        }
    }
}

std::set<std::string> CompareArea::interest() const {
    std::set<std::string> names;
    for (const ComparePane* pane : panes()) {
        if (pane->view() != nullptr) {
            const std::set<std::string> wanted = pane->view()->interest();
            names.insert(wanted.begin(), wanted.end());
        }
    }
    return names;
}

void CompareArea::useNow(Side which) {
    choosing_ = false;
    side(which).useNow();
}

void CompareArea::useMoment(Side which, const FramePtr& frame) {
    choosing_ = false;
    side(which).useMoment(frame);
}

void CompareArea::useFolder(Side which, const QString& folder) {
    choosing_ = choosing_ && which == Side::b;
    side(which).useFolder(folder);
}

void CompareArea::useScene(Side which, const Scene& scene, const QString& name) {
    choosing_ = choosing_ && which == Side::b;
    side(which).useScene(scene, name);
}

void CompareArea::ask() {
    Interest interest;
    interest.all = false;
    interest.names = this->interest();
    for (const Side which : {Side::a, Side::b}) {
        // Where the other side looks; of two runs, B looks where A does.
        const Side other = which == Side::a ? Side::b : Side::a;
        const bool leads = which == Side::a && side(other).kind() == CompareSide::Kind::run;
        const FramePtr guide = leads ? side(which).frame() : side(other).frame();
        side(which).ask(guide ? regionOf(*guide) : Region(), interest);
    }
}

void CompareArea::refresh() {
    if (!open_ || a_->view() == nullptr) {
        return;
    }
    const std::array<std::pair<Side, ComparePane*>, 2> both{{{Side::a, a_}, {Side::b, b_}}};
    for (const auto& [which, pane] : both) {
        const CompareSide& each = side(which);
        if (!each.trouble().isEmpty()) {
            pane->showMessage(each.trouble());
        } else if (each.isWaiting()) {
            pane->showProgress(
                each.share() < 0.0
                    ? tr("Reading %1 …").arg(each.name())
                    : tr("Running %1 to its end: %2").arg(each.name(), stepText(each.step())),
                each.share());
        } else if (!each.frame()) {
            pane->showMessage(tr("nothing is computed yet"));
        } else {
            pane->showFrame(each.frame());
        }
    }
    updateDifference();
    updateTexts();
    if (!limits_.isActive()) {
        limits_.start();
    }
}

void CompareArea::shareLimits() {
    if (!open_ || a_->view() == nullptr) {
        return;
    }
    const auto limits = commonLimits(spec_, {side(Side::a).frame(), side(Side::b).frame()});
    a_->view()->shareLimits(limits);
    b_->view()->shareLimits(limits);
}

void CompareArea::updateDifference() {
    const FramePtr a = side(Side::a).frame();
    const FramePtr b = side(Side::b).frame();
    for (const CompareSide* each : sides_) {
        if (isOverlay() && !each->trouble().isEmpty()) {
            difference_->showMessage(each->trouble());
            return;
        }
        if (isOverlay() && each->isWaiting()) {
            difference_->showProgress(tr("Waiting for %1").arg(each->name()), each->share());
            return;
        }
    }
    if (!a || !b) {
        difference_->showMessage(tr("The difference is shown once both are there."));
        return;
    }
    if (isOneMoment() && !isOverlay()) {
        difference_->showMessage(tr("A and B are the same moment, so nothing differs. Let the run "
                                    "go on, or choose another moment."));
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
                                     ? tr("What this view shows is the same in A and in B.")
                                     : problems.join(QLatin1Char('\n')));
        return;
    }
    difference_->showFrame(made.frame, problems.join(QStringLiteral("; ")));
}

void CompareArea::updateTexts() {
    const CompareSide& left = side(Side::a);
    const CompareSide& right = side(Side::b);
    a_->setWhat(left.text());
    b_->setWhat(right.text());
    difference_->setWhat(isOverlay() ? tr("A: %1; B, dashed: %2").arg(left.brief(), right.brief())
                                     : tr("%1 − %2").arg(left.brief(), right.brief()));
    const FramePtr a = left.frame();
    const FramePtr b = right.frame();
    QString text;
    if (isOneMoment()) {
        text = tr("A and B are the same moment: let the run go on, and B moves while A stays");
    } else if (ofOneLine()) {
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

void CompareArea::arrange() {
    const bool alone = isOverlay() || mode_ == CompareMode::difference;
    const bool together = mode_ == CompareMode::all;
    pair_->setVisible(!alone);
    a_->setVisible(!alone);
    b_->setVisible(!alone);
    difference_->setVisible(alone || together);
    // Pictures are about square: three in a row want a room as wide as that. Two stand side by
    // side in any.
    const bool wide = width() > 2.4 * panes_->height();
    pair_->setOrientation(!together || wide ? Qt::Horizontal : Qt::Vertical);
    pair_->setSizes({1000, 1000});
    panes_->setSizes(wide ? QList<int>{2000, 1000} : QList<int>{1000, 1400});
}

void CompareArea::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const bool wide = width() > 2.4 * panes_->height();
    const Qt::Orientation wanted =
        mode_ != CompareMode::all || wide ? Qt::Horizontal : Qt::Vertical;
    if (wanted != pair_->orientation()) {
        arrange();
    }
}

std::vector<views::ExportDialog::Entry> CompareArea::figures() const {
    std::vector<views::ExportDialog::Entry> entries;
    const std::array<std::pair<const ComparePane*, const char*>, 3> named{
        {{a_, "a"}, {b_, "b"}, {difference_, "comparison"}}};
    for (const auto& [pane, name] : named) {
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
    const CompareSide& a = side(Side::a);
    return a.kind() == CompareSide::Kind::run && a.frame() ? a.frame()->scene : nullptr;
}

bool CompareArea::isCurves() const {
    return views::viewTraits(spec_.kind).seriesOverSteps;
}

} // namespace scorescope::app
