// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/compare_pane.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <utility>

namespace scorescope::app {

ComparePane::ComparePane(const QString& name, const QString& letter, QWidget* parent)
    : QFrame(parent), theme_(views::darkTheme()) {
    setObjectName(QStringLiteral("compare_pane_") + name);
    setFrameShape(QFrame::NoFrame);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    bar_ = new QFrame(this);
    bar_->setObjectName(QStringLiteral("view_title_bar"));
    bar_->setFixedHeight(30);
    auto* line = new QHBoxLayout(bar_);
    line->setContentsMargins(12, 0, 8, 0);
    line->setSpacing(8);
    letter_ = new QLabel(letter, bar_);
    letter_->setObjectName(QStringLiteral("view_title"));
    what_ = new QLabel(bar_);
    what_->setObjectName(QStringLiteral("compare_what"));
    what_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    line->addWidget(letter_);
    line->addWidget(what_, 1);
    all->addWidget(bar_);

    auto* body = new QWidget(this);
    pages_ = new QStackedLayout(body);
    picture_ = new QWidget(body);
    auto* inside = new QVBoxLayout(picture_);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->setSpacing(0);
    note_ = new QLabel(picture_);
    note_->setObjectName(QStringLiteral("compare_note"));
    note_->setWordWrap(true);
    note_->setContentsMargins(12, 4, 12, 4);
    note_->hide();
    inside->addWidget(note_);
    pages_->addWidget(picture_);

    word_ = new QWidget(body);
    auto* words = new QVBoxLayout(word_);
    words->setContentsMargins(24, 24, 24, 24);
    words->setSpacing(12);
    message_ = new QLabel(word_);
    message_->setObjectName(QStringLiteral("compare_message"));
    message_->setAlignment(Qt::AlignCenter);
    message_->setWordWrap(true);
    progress_ = new QProgressBar(word_);
    progress_->setObjectName(QStringLiteral("compare_progress"));
    progress_->setAccessibleName(tr("How far the run is"));
    progress_->setMaximumWidth(320);
    progress_->setRange(0, 1000);
    cancel_ = new QPushButton(tr("Cancel"), word_);
    cancel_->setObjectName(QStringLiteral("compare_cancel"));
    connect(cancel_, &QPushButton::clicked, this, &ComparePane::cancelled);
    words->addStretch(1);
    words->addWidget(message_);
    words->addWidget(progress_, 0, Qt::AlignHCenter);
    words->addWidget(cancel_, 0, Qt::AlignHCenter);
    words->addStretch(1);
    pages_->addWidget(word_);
    all->addWidget(body, 1);
    setMinimumWidth(160);
}

void ComparePane::setView(std::unique_ptr<views::ArtifactView> view, bool controls) {
    if (controls_ != nullptr) {
        controls_->hide();
        controls_->setParent(nullptr);
        controls_->deleteLater();
        controls_ = nullptr;
    }
    if (view_ != nullptr) {
        view_->hide();
        view_->setParent(nullptr);
        view_->deleteLater();
    }
    view_ = view.release();
    if (view_ == nullptr) {
        return;
    }
    view_->setParent(picture_);
    // The scene's own view of that name is still there, behind the comparison.
    view_->setObjectName(objectName().replace(QStringLiteral("pane"), QStringLiteral("picture")));
    view_->setMinimumSize(160, 96);
    view_->setTheme(theme_);
    static_cast<QVBoxLayout*>(picture_->layout())->insertWidget(0, view_, 1);
    view_->show();
    if (controls) {
        controls_ = view_->createControls(bar_);
        if (controls_ != nullptr) {
            bar_->layout()->addWidget(controls_);
            controls_->show();
        }
    }
}

void ComparePane::setLetter(const QString& letter) {
    letter_->setText(letter);
}

void ComparePane::setWhat(const QString& text) {
    what_->setText(text);
    what_->setToolTip(text);
}

QString ComparePane::title() const {
    return what_->text().isEmpty() ? letter_->text()
                                   : tr("%1: %2").arg(letter_->text(), what_->text());
}

void ComparePane::setTheme(const views::Theme& theme) {
    theme_ = theme;
    if (view_ != nullptr) {
        view_->setTheme(theme);
    }
}

void ComparePane::showFrame(const FramePtr& frame, const QString& note) {
    view_->setFrame(frame);
    note_->setText(note);
    note_->setVisible(!note.isEmpty());
    pages_->setCurrentWidget(picture_);
}

void ComparePane::showMessage(const QString& text) {
    message_->setText(text);
    progress_->hide();
    cancel_->hide();
    pages_->setCurrentWidget(word_);
}

void ComparePane::showProgress(const QString& text, double share) {
    message_->setText(text);
    progress_->setRange(0, share < 0.0 ? 0 : 1000);
    progress_->setValue(share < 0.0 ? 0 : static_cast<int>(1000.0 * share));
    progress_->show();
    cancel_->show();
    pages_->setCurrentWidget(word_);
}

bool ComparePane::showsView() const {
    return view_ != nullptr && pages_->currentWidget() == picture_ && !isHidden();
}

} // namespace scorescope::app
