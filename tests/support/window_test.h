// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/main_window.h"
#include "engine/labs.h"
#include "tests/support/small_window.h"

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QAction>
#include <QFileDialog>
#include <QLineEdit>
#include <QTest>

#include <cstdint>
#include <memory>

namespace scorescope::test {

constexpr int patience = 20'000; ///< ms; a busy machine is slow, not wrong

/// What tests do with a window: real events on controls found by name, no sleeps.
class WindowTest : public QObject {
protected:
    void open() {
        window_ = openFreshWindow(registry_);
        QVERIFY(QTest::qWaitForWindowActive(window_.get()));
        QTRY_VERIFY_WITH_TIMEOUT(window_->frame(), patience);
    }
    template <class T> static T* child(const QObject* parent, const char* name) {
        T* found = parent->findChild<T*>(QString::fromLatin1(name));
        if (found == nullptr) {
            qFatal("there is no control named %s", name);
        }
        return found;
    }
    template <class T> T* find(const char* name) { return child<T>(window_.get(), name); }
    void click(const char* name) { QTest::mouseClick(find<QAbstractButton>(name), Qt::LeftButton); }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        window_->activateWindow();
        window_->setFocus();
        QTest::keyClick(window_.get(), key, modifiers);
    }
    void type(const char* field, const char* text, bool enter = true) {
        auto* box = find<QAbstractSpinBox>(field);
        box->setFocus();
        box->selectAll();
        QTest::keyClicks(box, QString::fromLatin1(text));
        if (enter) {
            QTest::keyClick(box, Qt::Key_Return);
        }
    }
    void trigger(const char* name) { find<QAction>(name)->trigger(); }
    [[nodiscard]] std::uint64_t step() const {
        return window_->frame() ? window_->frame()->step : 9'999'999;
    }
    [[nodiscard]] std::int64_t hiddenUnits() const {
        return window_->document().scene().parameters.integer("hidden_units");
    }
    /// Steps by the buttons until so many are done.
    void stepTo(std::uint64_t count) {
        while (step() < count) {
            const std::uint64_t before = step();
            click(count - before >= 10 ? "button_step_ten" : "button_step");
            QTRY_VERIFY_WITH_TIMEOUT(
                step() > before && window_->frame()->status.state == RunState::paused, patience);
        }
    }
    void pickFile(const char* dialog, const QString& path) {
        auto* box = find<QFileDialog>(dialog);
        QTRY_VERIFY(box->isVisible());
        auto* edit = box->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
        QVERIFY(edit != nullptr);
        edit->setText(path);
        QTest::keyClick(edit, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(
            window_->findChild<QFileDialog*>(QString::fromLatin1(dialog)) == nullptr, patience);
    }

    Registry registry_ = registerLabs();
    std::unique_ptr<app::MainWindow> window_;
};

} // namespace scorescope::test
