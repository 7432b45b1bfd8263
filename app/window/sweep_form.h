// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/scene.h"

#include <QWidget>

#include <cstdint>
#include <string>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;
class QSpinBox;

namespace scorescope::app {

/// What is to be swept: a parameter or the seed, its values as a list or a range, and the steps of
/// each run. Begins with what the scene proposes. GUI thread only.
class SweepForm : public QWidget {
    Q_OBJECT

public:
    SweepForm(const Scene& scene, QWidget* parent);

    /// As parseSweep() reads it.
    [[nodiscard]] std::string over() const;
    [[nodiscard]] std::uint64_t steps() const;
    /// Whether it can be edited.
    void setOpen(bool open);

Q_SIGNALS:
    void edited();

private:
    void buildFields();
    void addParameters();
    void propose();
    void showFields();
    [[nodiscard]] std::string parameter() const;
    [[nodiscard]] bool isChoice() const;

    const Scene scene_;
    QFormLayout* form_ = nullptr;
    QComboBox* parameter_ = nullptr;
    QComboBox* how_ = nullptr;
    QLineEdit* list_ = nullptr;
    QWidget* rangeRow_ = nullptr;
    QLineEdit* from_ = nullptr;
    QLineEdit* to_ = nullptr;
    QSpinBox* count_ = nullptr;
    QCheckBox* log_ = nullptr;
    QSpinBox* steps_ = nullptr;
    bool open_ = true;
};

/// The sweep that shows what the scene is about: the one that it declares, else one around the
/// value in force of the parameter that its experiment is to be tried with first, else of its first
/// live number that is not about the picture, else of its first number, else the seed.
[[nodiscard]] SweepSpec proposedSweep(const Scene& scene);
/// Values around the one in force; for a choice all, for the seed this one and the next three.
[[nodiscard]] SweepSpec sweepAround(const Scene& scene, const std::string& name);

} // namespace scorescope::app
