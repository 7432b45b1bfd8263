// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/compare_side.h"

#include "app/window/style.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QFileInfo>
#include <QVariant>

#include <functional>
#include <utility>

namespace scorescope::app {
namespace {

/// At most this many moments are offered; any other is taken from the scrubber.
constexpr std::size_t mostMoments = 12;

/// Asks for its entries when it is about to show them.
class SourceBox : public QComboBox {
public:
    SourceBox(std::function<void()> fill, QWidget* parent)
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

} // namespace

QString stepText(std::uint64_t step) {
    return CompareSide::tr("step %1").arg(groupedNumber(step));
}

CompareSide::CompareSide(Engine engine, QObject* parent)
    : QObject(parent), engine_(std::move(engine)) {
    connect(&run_, &CompareRun::progressed, this, &CompareSide::progressed);
    connect(&run_, &CompareRun::framed, this, [this](const FramePtr& frame) {
        const bool first = held_ == nullptr;
        held_ = frame;
        fill();
        if (first) {
            Q_EMIT sourceChanged(); // the other side may follow this one
        } else {
            Q_EMIT progressed();
        }
    });
    connect(&run_, &CompareRun::failed, this, [this](const QString& why) {
        trouble_ = why;
        Q_EMIT progressed();
    });
}

QComboBox* CompareSide::makeBox(const QString& letter, QWidget* parent) {
    box_ = new SourceBox(
        [this] {
            Q_EMIT momentsWanted();
            fill();
        },
        parent);
    box_->setObjectName(QStringLiteral("compare_source_") + letter.toLower());
    box_->setAccessibleName(tr("What %1 shows").arg(letter));
    box_->setToolTip(box_->accessibleName());
    box_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box_->setMinimumContentsLength(5);
    box_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    box_->setMaximumWidth(180);
    connect(box_, &QComboBox::activated, this,
            [this](int index) { chosen(box_->itemData(index)); });
    return box_;
}

void CompareSide::setMoments(const std::vector<FramePtr>& moments, std::vector<Line> lines) {
    moments_ = moments;
    lines_ = std::move(lines);
    fill();
}

void CompareSide::drop() {
    run_.stop();
    kind_ = Kind::now;
    name_.clear();
    trouble_.clear();
    held_ = nullptr;
}

void CompareSide::letGo() {
    drop();
    now_ = nullptr;
    moments_.clear();
    lines_.clear();
    fill();
}

void CompareSide::useNow() {
    drop();
    fill();
    Q_EMIT sourceChanged();
}

void CompareSide::useMoment(const FramePtr& frame) {
    drop();
    kind_ = Kind::moment;
    held_ = frame;
    fill();
    Q_EMIT sourceChanged();
}

void CompareSide::useLine(const Line& line) {
    drop();
    kind_ = Kind::moment;
    name_ = line.name;
    held_ = line.last;
    fill();
    Q_EMIT sourceChanged();
}

void CompareSide::useFolder(const QString& folder) {
    CompareRun::Source from;
    from.folder = folder.toStdString();
    start(std::move(from), QFileInfo(folder).fileName());
}

void CompareSide::useScene(const Scene& scene, const QString& name) {
    CompareRun::Source from;
    from.scene = scene;
    start(std::move(from), name);
}

void CompareSide::start(CompareRun::Source from, const QString& name) {
    drop();
    from.registry = engine_.registry;
    from.device = engine_.device;
    from.threads = engine_.threads;
    kind_ = Kind::run;
    name_ = name;
    run_.start(std::move(from));
    fill();
    Q_EMIT sourceChanged();
}

void CompareSide::ask(const Region& region, const Interest& interest) {
    if (kind_ == Kind::run) {
        run_.ask(region, interest);
    }
}

QString CompareSide::text() const {
    const FramePtr shown = frame();
    const QString at = shown ? stepText(shown->step) : QString();
    if (kind_ == Kind::now) {
        return shown ? tr("now, %1").arg(at) : tr("now");
    }
    if (name_.isEmpty()) {
        return at; // a moment of this run
    }
    return shown ? tr("%1, %2").arg(name_, at) : name_;
}

QString CompareSide::brief() const {
    const FramePtr shown = frame();
    return kind_ == Kind::now && shown ? stepText(shown->step) : text();
}

void CompareSide::fill() {
    if (box_ == nullptr) {
        return;
    }
    const QSignalBlocker quiet(box_);
    box_->clear();
    box_->addItem(tr("Now"), QStringLiteral("now"));
    if (kind_ != Kind::now) {
        box_->addItem(text(), QStringLiteral("held"));
        box_->setCurrentIndex(1);
    }
    if (now_) {
        box_->addItem(tr("Hold this moment (%1)").arg(stepText(now_->step)),
                      QStringLiteral("this"));
    }
    box_->addItem(tr("A run from disk…"), QStringLiteral("folder"));
    box_->addItem(tr("A scene, run to its end…"), QStringLiteral("scene"));
    if (!lines_.empty()) {
        box_->insertSeparator(box_->count());
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            box_->addItem(tr("%1, %2").arg(lines_[i].name, stepText(lines_[i].last->step)),
                          QStringLiteral("line %1").arg(i));
        }
    }
    if (!moments_.empty()) {
        box_->insertSeparator(box_->count());
        for (const FramePtr& moment : someOf(moments_)) {
            box_->addItem(stepText(moment->step), static_cast<qulonglong>(moment->step));
        }
    }
    box_->view()->setMinimumWidth(220);
}

void CompareSide::chosen(const QVariant& what) {
    const QString word = what.toString();
    if (word == QLatin1String("held")) {
        return;
    }
    if (word == QLatin1String("folder") || word == QLatin1String("scene")) {
        fill(); // shows what is still compared, until another is there
        if (word == QLatin1String("folder")) {
            Q_EMIT folderWanted();
        } else {
            Q_EMIT sceneWanted();
        }
        return;
    }
    Q_EMIT chosenByHand();
    if (word == QLatin1String("now")) {
        useNow();
        return;
    }
    if (word == QLatin1String("this")) {
        useMoment(now_);
        return;
    }
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        if (word == QStringLiteral("line %1").arg(i)) {
            useLine(Line(lines_[i])); // a copy: the list may be another one by then
            return;
        }
    }
    const std::uint64_t step = what.toULongLong();
    for (const FramePtr& moment : moments_) {
        if (moment->step == step) {
            useMoment(moment);
            return;
        }
    }
}

} // namespace scorescope::app
