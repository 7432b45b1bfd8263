// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/animation_request.h"
#include "engine/core/scene.h"

#include <QWidget>

#include <cstddef>
#include <cstdint>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLineEdit;
class QListWidget;
class QSpinBox;

namespace scorescope::app {

/// What film a person wants: of what, how large, how long, into which file. GUI thread only.
class AnimationForm : public QWidget {
    Q_OBJECT

public:
    /// \param head steps of the run in the window, proposed where the scene has no end
    /// \param name proposes the file's name
    AnimationForm(const Scene& scene, std::uint64_t head, const QString& name, QWidget* parent);

    /// As set in the controls.
    [[nodiscard]] AnimationRequest request() const;
    /// The run in the window as it went, not the scene again from its start.
    [[nodiscard]] bool fromRun() const;
    [[nodiscard]] int steps() const;
    /// The scene with the steps that are asked for.
    [[nodiscard]] Scene sceneToFilm() const;
    void setMoments(std::size_t count);
    /// The steps only where they count.
    void followSource();
    void focusPath();
    /// For next time (Settings' group "animation").
    void saveSettings() const;

Q_SIGNALS:
    /// The person changed something.
    void edited();
    /// The person looks at the run's moments: newer ones are welcome.
    void momentsWanted();

private:
    void buildViews(QFormLayout& form);
    void buildFilm(QFormLayout& form);
    void buildFile(QFormLayout& form);
    QComboBox* addChoice(QFormLayout& form, const char* name, const QString& label);
    QSpinBox* addCount(const char* name, const QString& accessible, int low, int high,
                       const QString& suffix);
    void loadSettings();
    void touched();
    void applySize();
    void followSize();
    void followFormat();
    void followPath();
    void browse();

    const Scene scene_;
    std::uint64_t head_;
    QString name_;
    bool applying_ = true; ///< controls are being filled in, not edited
    QComboBox* from_ = nullptr;
    QSpinBox* steps_ = nullptr;
    QListWidget* views_ = nullptr;
    QComboBox* format_ = nullptr;
    QComboBox* size_ = nullptr;
    QSpinBox* width_ = nullptr;
    QSpinBox* height_ = nullptr;
    QSpinBox* fps_ = nullptr;
    QDoubleSpinBox* seconds_ = nullptr;
    QComboBox* spacing_ = nullptr;
    QComboBox* theme_ = nullptr;
    QCheckBox* steady_ = nullptr;
    QCheckBox* caption_ = nullptr;
    QCheckBox* embed_ = nullptr;
    QLineEdit* path_ = nullptr;
};

} // namespace scorescope::app
