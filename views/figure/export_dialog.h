// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/background_job.h"
#include "views/figure/export.h"

#include <QDialog>
#include <QTimer>

#include <memory>
#include <string>
#include <vector>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace scorescope::views {

/// Asks how a figure shall look, with a live preview, and writes or copies it.
///
/// Modal. Opens with the first view chosen and the settings of last time (Settings' group
/// "export"). An error is told inside the dialog, which stays open with all that was set; an
/// existing file is replaced only after a second press. GUI thread only.
class ExportDialog : public QDialog {
    Q_OBJECT

public:
    struct Entry {
        QString name; ///< suggests the file's name
        QString title;
        std::shared_ptr<FigurePanel> panel;
    };
    /// \param sceneJson goes into the file unless the person turns that off
    /// \param windowTheme colours of the dialog's own preview ground and messages
    ExportDialog(std::vector<Entry> entries, std::string sceneJson, Theme windowTheme,
                 QWidget* parent);

    /// ExportOptions::comment of what is written.
    void setComment(const QString& comment) { comment_ = comment; }
    /// Chooses all views at once, to stand in `columns` columns (0 = as square as possible).
    void chooseAll(int columns);
    /// As set in the controls.
    [[nodiscard]] ExportOptions options() const;
    /// The chosen panels in their order.
    [[nodiscard]] std::vector<const FigurePanel*> panels() const;
    [[nodiscard]] QString path() const;
    void setPath(const QString& path);

Q_SIGNALS:
    void exported(const QString& path);
    void copied();
    /// The preview shows what is set.
    void previewUpdated();

protected:
    void done(int result) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    class Preview;
    QWidget* buildViews();
    QWidget* buildOptions();
    QDoubleSpinBox* addNumber(const QString& name, const QString& accessible, double low,
                              double high, int decimals, const QString& suffix);
    void loadSettings();
    void saveSettings() const;
    void applyPreset(const QString& name);
    void edited();
    void followPreset();
    void followPath();
    void updateNow();
    void moveView(int by);
    void browse();
    void exportNow();
    void copyNow();
    void say(const QString& error);

    std::vector<Entry> entries_;
    std::string scene_;
    QString comment_;
    Theme windowTheme_;
    QTimer timer_;
    bool applying_ = false;
    int columns_ = 0;
    QString replaceable_; ///< path the person agreed to replace
    Preview* preview_ = nullptr;
    QListWidget* views_ = nullptr;
    QLineEdit* title_ = nullptr;
    QComboBox* preset_ = nullptr;
    QDoubleSpinBox* width_ = nullptr;
    QDoubleSpinBox* height_ = nullptr;
    QDoubleSpinBox* dpi_ = nullptr;
    QDoubleSpinBox* font_ = nullptr;
    QDoubleSpinBox* line_ = nullptr;
    QComboBox* theme_ = nullptr;
    QCheckBox* transparent_ = nullptr;
    QCheckBox* embed_ = nullptr;
    QCheckBox* letters_ = nullptr;
    QCheckBox* titles_ = nullptr;
    QCheckBox* tools_ = nullptr;
    QComboBox* format_ = nullptr;
    QLineEdit* path_ = nullptr;
    QLabel* note_ = nullptr;
    QLabel* error_ = nullptr;
    QPushButton* export_ = nullptr;
    QPushButton* copy_ = nullptr;
    BackgroundJob previewing_{0}; ///< last: what it reports to outlives it
};

} // namespace scorescope::views
