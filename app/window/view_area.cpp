// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/view_area.h"

#include "app/window/inspector.h"
#include "views/field/field_view.h"
#include "views/kinds/view_kinds.h"

#include <QScrollArea>

#include <algorithm>
#include <cmath>

namespace scorescope::app {
namespace {

constexpr int leastSideHeight = 150; ///< of a view in the side column, title bar included

} // namespace

ViewArea::ViewArea(QWidget* parent)
    : QSplitter(Qt::Horizontal, parent), theme_(views::darkTheme()) {
    setObjectName(QStringLiteral("view_area"));
    setChildrenCollapsible(false);
    main_ = new QSplitter(Qt::Horizontal, this);
    main_->setObjectName(QStringLiteral("main_views"));
    main_->setChildrenCollapsible(false);
    // A column with more views than the window is high for scrolls rather than squashing them.
    sideScroll_ = new QScrollArea(this);
    sideScroll_->setObjectName(QStringLiteral("side_scroll"));
    sideScroll_->setFrameShape(QFrame::NoFrame);
    sideScroll_->setWidgetResizable(true);
    sideScroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    sideScroll_->setFocusPolicy(Qt::NoFocus);
    sideScroll_->setMinimumWidth(200);
    side_ = new QSplitter(Qt::Vertical, sideScroll_);
    side_->setObjectName(QStringLiteral("side_views"));
    side_->setChildrenCollapsible(false);
    inspector_ = new Inspector(side_);
    side_->addWidget(inspector_);
    inspector_->setMinimumHeight(leastSideHeight / 2);
    sideScroll_->setWidget(side_);
    addWidget(main_);
    addWidget(sideScroll_);
    setStretchFactor(0, 1);
    setStretchFactor(1, 0);
    for (QSplitter* splitter : {static_cast<QSplitter*>(this), main_, side_}) {
        splitter->setHandleWidth(1);
    }
    setSizes({708, 300});
}

void ViewArea::build(const std::vector<ViewSpec>& specs, const std::vector<ActionSpec>& actions) {
    for (ViewFrame* frame : frames_) {
        frame->hide();
        frame->setParent(nullptr);
        frame->deleteLater();
    }
    frames_.clear();
    for (QSplitter* column : columns_) {
        column->hide();
        column->setParent(nullptr);
        column->deleteLater();
    }
    columns_.clear();
    active_ = nullptr;
    maximized_ = nullptr;
    closeup_ = nullptr;
    editing_ = nullptr;
    closeupShown_ = false;
    int sidePlace = 0;
    std::vector<ViewFrame*> mainFrames;
    for (const ViewSpec& spec : specs) {
        auto* frame = new ViewFrame(views::createView(spec, nullptr, actions), nullptr);
        frames_.push_back(frame);
        if (spec.place == "side") {
            frame->setMinimumHeight(leastSideHeight);
            side_->insertWidget(sidePlace++, frame);
        } else if (spec.place == "closeup") {
            closeup_ = frame;
        } else {
            mainFrames.push_back(frame);
        }
        connectFrame(frame);
        frame->setTheme(theme_);
        frame->view().setCompanions(companions_);
        if (frame_) {
            frame->setFrame(frame_);
        }
    }
    placeMain(mainFrames);
    QList<int> heights;
    for (int i = 0; i < sidePlace; ++i) {
        heights << 210;
    }
    heights << 180;
    side_->setSizes(heights);
    if (!frames_.empty()) {
        activate(frames_.front());
    }
    arrange();
}

void ViewArea::setCompanions(std::vector<views::Companion> companions) {
    companions_ = std::move(companions);
    for (ViewFrame* frame : frames_) {
        frame->view().setCompanions(companions_);
    }
}

void ViewArea::placeMain(const std::vector<ViewFrame*>& frames) {
    if (frames.size() < 3) {
        for (ViewFrame* frame : frames) {
            main_->addWidget(frame);
        }
        main_->setSizes(QList<int>(main_->count(), 300));
    } else {
        // As many columns as rows, or one more; filled row by row.
        const auto count =
            static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(frames.size()))));
        for (std::size_t i = 0; i < count; ++i) {
            auto* column = new QSplitter(Qt::Vertical, main_); // owned by main_
            column->setObjectName(QStringLiteral("main_column_%1").arg(i));
            column->setChildrenCollapsible(false);
            column->setHandleWidth(1);
            columns_.push_back(column);
        }
        for (std::size_t i = 0; i < frames.size(); ++i) {
            columns_[i % count]->addWidget(frames[i]);
        }
        for (QSplitter* column : columns_) {
            column->setSizes(QList<int>(column->count(), 300));
        }
        main_->setSizes(QList<int>(main_->count(), 300));
    }
    if (closeup_ != nullptr) {
        main_->addWidget(closeup_);
    }
}

void ViewArea::connectFrame(ViewFrame* frame) {
    connect(frame, &ViewFrame::activated, this, [this, frame] { activate(frame); });
    connect(frame, &ViewFrame::maximizeRequested, this, [this, frame] { toggleMaximized(frame); });
    connect(frame, &ViewFrame::exportRequested, this, [this, frame] {
        activate(frame);
        Q_EMIT exportRequested(frame);
    });
    connect(frame, &ViewFrame::copyRequested, this, [this, frame] {
        activate(frame);
        Q_EMIT copyRequested(frame);
    });
    connect(frame, &ViewFrame::closeRequested, this, [this] { showCloseup(false); });
    views::ArtifactView* view = &frame->view();
    connect(view, &views::ArtifactView::cursorMoved, inspector_, &Inspector::setCursor);
    connect(view, &views::ArtifactView::lookRequested, this, &ViewArea::lookRequested);
    connect(view, &views::ArtifactView::actionRequested, this, &ViewArea::actionRequested);
    connect(view, &views::ArtifactView::parametersRequested, this, &ViewArea::parametersRequested);
    connect(view, &views::ArtifactView::parametersEdited, this,
            [this, view](const QJsonObject& values, quint64 gesture) {
                forwardEdit(view, values, gesture);
            });
    connect(view, &views::ArtifactView::closeupRequested, this, &ViewArea::closeupRequested);
    connect(view, &views::ArtifactView::interestChanged, this, &ViewArea::interestChanged);
    connect(view, &views::ArtifactView::pointsBrushed, this,
            [this, frame](const QString& artifact, const QVector<qsizetype>& indices) {
                for (ViewFrame* other : frames_) {
                    if (other != frame) {
                        other->view().setBrushed(artifact, indices);
                    }
                }
            });
}

void ViewArea::forwardEdit(const views::ArtifactView* view, const QJsonObject& values,
                           quint64 gesture) {
    if (view != editing_ || gesture != editingGesture_) {
        editing_ = view;
        editingGesture_ = gesture;
        ++gesture_;
    }
    Q_EMIT parametersEdited(values, gesture_);
}

void ViewArea::setTheme(const views::Theme& theme) {
    theme_ = theme;
    inspector_->setTheme(theme);
    for (ViewFrame* frame : frames_) {
        frame->setTheme(theme);
    }
}

void ViewArea::setFrame(const FramePtr& frame) {
    frame_ = frame;
    inspector_->setFrame(*frame);
    for (ViewFrame* each : frames_) {
        each->setFrame(frame);
    }
}

std::set<std::string> ViewArea::interest() const {
    std::set<std::string> names{"inspector"};
    for (const ViewFrame* frame : frames_) {
        if (isShown(*frame) && !frame->isPinned()) {
            const std::set<std::string> wanted = frame->view().interest();
            names.insert(wanted.begin(), wanted.end());
        }
    }
    return names;
}

bool ViewArea::isShown(const ViewFrame& frame) const {
    return frame.isVisibleTo(this);
}

void ViewArea::activate(ViewFrame* frame) {
    if (active_ == frame) {
        return;
    }
    if (active_ != nullptr) {
        active_->setActive(false);
    }
    active_ = frame;
    active_->setActive(true);
}

void ViewArea::toggleMaximized(ViewFrame* frame) {
    maximized_ = maximized_ == frame ? nullptr : frame;
    arrange();
}

void ViewArea::showCloseup(bool shown) {
    if (closeup_ == nullptr || closeupShown_ == shown) {
        return;
    }
    closeupShown_ = shown;
    if (maximized_ != nullptr) {
        maximized_ = nullptr;
    }
    if (!shown && active_ == closeup_) {
        activate(frames_.front());
    }
    arrange();
    if (shown) {
        QList<int> widths;
        for (int i = 0; i < main_->count(); ++i) {
            widths << (main_->widget(i) == closeup_ ? 400 : 600);
        }
        main_->setSizes(widths);
    }
    Q_EMIT closeupShown(shown);
}

void ViewArea::openCloseup(const QRectF& region) {
    showCloseup(true);
    if (closeup_ != nullptr) {
        if (auto* field = qobject_cast<views::FieldView*>(&closeup_->view())) {
            field->moveTo(region);
        }
    }
}

RegionParameters ViewArea::closeupParameters() const {
    const auto* field =
        closeup_ == nullptr ? nullptr : qobject_cast<views::FieldView*>(&closeup_->view());
    return field == nullptr ? RegionParameters() : field->regionParameters();
}

void ViewArea::markRegion(const QRectF& region) {
    for (ViewFrame* frame : frames_) {
        auto* field = qobject_cast<views::FieldView*>(&frame->view());
        if (field != nullptr && frame != closeup_) {
            field->setMarkedRegion(region);
        }
    }
}

void ViewArea::showSideColumn(bool shown) {
    sideShown_ = shown;
    arrange();
}

void ViewArea::fitAll() {
    for (ViewFrame* frame : frames_) {
        frame->view().fit();
    }
}

void ViewArea::arrange() {
    const bool sideMaximized = maximized_ != nullptr && maximized_->parentWidget() == side_;
    for (ViewFrame* frame : frames_) {
        const bool wanted = frame != closeup_ || closeupShown_;
        frame->setVisible(wanted && (maximized_ == nullptr || maximized_ == frame));
        frame->setMaximized(maximized_ == frame);
    }
    for (QSplitter* column : columns_) {
        column->setVisible(maximized_ == nullptr || maximized_->parentWidget() == column);
    }
    inspector_->setVisible(maximized_ == nullptr);
    main_->setVisible(!sideMaximized);
    sideScroll_->setVisible(maximized_ == nullptr ? sideShown_ : sideMaximized);
    Q_EMIT interestChanged();
}

} // namespace scorescope::app
