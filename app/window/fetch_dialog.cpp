// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/fetch_dialog.h"

#include "engine/data/fetch/download.h"
#include "engine/data/fetch/fetched.h"

#include <QComboBox>
#include <QFileDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

#include <cmath>
#include <utility>

namespace scorescope::app {
namespace {

QString megabytes(double bytes) {
    return QString::number(bytes / 1e6, 'f', 1);
}

/// The servers of its files, the one that is tried first at the front.
QString serversOf(const data::DataSource& source) {
    QStringList servers;
    for (const data::DataFile& file : source.files) {
        for (const std::string& address : file.addresses) {
            const QString server = QUrl(QString::fromStdString(address)).authority();
            if (!servers.contains(server)) {
                servers << server;
            }
        }
    }
    return servers.join(QStringLiteral(", "));
}

} // namespace

FetchDialog::FetchDialog(std::vector<Offer> offers, std::size_t first, QWidget* parent)
    : QDialog(parent), offers_(std::move(offers)) {
    setObjectName(QStringLiteral("fetch_dialog"));
    setWindowTitle(tr("Fetch data"));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(16, 16, 16, 16);
    all->setSpacing(12);
    which_ = new QComboBox(this);
    which_->setObjectName(QStringLiteral("fetch_source"));
    which_->setAccessibleName(tr("What to fetch"));
    for (const Offer& offer : offers_) {
        which_->addItem(QString::fromStdString(offer.source.title));
    }
    all->addWidget(which_);

    auto* form = new QGridLayout;
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(8);
    const auto row = [form](int at, const QString& name, QWidget* value) {
        auto* label = new QLabel(name);
        label->setBuddy(value);
        form->addWidget(label, at, 0);
        form->addWidget(value, at, 1);
    };
    size_ = new QLabel(this);
    row(0, tr("Size"), size_);
    from_ = new QLabel(this);
    row(1, tr("From"), from_);
    folder_ = new QLineEdit(this);
    folder_->setObjectName(QStringLiteral("fetch_folder"));
    folder_->setAccessibleName(tr("Folder to fetch into"));
    row(2, tr("Into"), folder_);
    choose_ = new QPushButton(tr("Choose…"), this);
    choose_->setObjectName(QStringLiteral("fetch_choose"));
    choose_->setAutoDefault(false);
    form->addWidget(choose_, 2, 2);
    form->setColumnStretch(1, 1);
    all->addLayout(form);

    progress_ = new QProgressBar(this);
    progress_->setObjectName(QStringLiteral("fetch_progress"));
    progress_->setAccessibleName(tr("How much has come"));
    progress_->setRange(0, 1000);
    progress_->setTextVisible(false); // the line below says it in words
    all->addWidget(progress_);
    message_ = new QLabel(this);
    message_->setObjectName(QStringLiteral("fetch_message"));
    message_->setWordWrap(true);
    message_->setTextFormat(Qt::PlainText);
    message_->setMinimumHeight(3 * message_->fontMetrics().lineSpacing());
    message_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    message_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    all->addWidget(message_);

    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    close_ = new QPushButton(tr("Close"), this);
    close_->setObjectName(QStringLiteral("fetch_close"));
    close_->setAutoDefault(false);
    fetch_ = new QPushButton(tr("Fetch"), this);
    fetch_->setObjectName(QStringLiteral("fetch_start"));
    fetch_->setProperty("accent", true);
    fetch_->setDefault(true);
    buttons->addWidget(close_);
    buttons->addWidget(fetch_);
    all->addLayout(buttons);
    resize(640, sizeHint().height());

    connect(choose_, &QPushButton::clicked, this, &FetchDialog::chooseFolder);
    connect(fetch_, &QPushButton::clicked, this, &FetchDialog::begin);
    connect(close_, &QPushButton::clicked, this, [this] {
        if (isFetching()) {
            job_.cancel();
        } else {
            reject();
        }
    });
    connect(which_, &QComboBox::activated, this,
            [this](int index) { choose(static_cast<std::size_t>(index)); });
    choose(first);
}

FetchDialog::~FetchDialog() = default;

void FetchDialog::choose(std::size_t offer) {
    chosen_ = offer;
    which_->setCurrentIndex(static_cast<int>(offer));
    size_->setText(tr("%1 MB in %2 files")
                       .arg(megabytes(static_cast<double>(source().bytes())))
                       .arg(source().files.size()));
    from_->setText(serversOf(source()));
    folder_->setText(offers_[chosen_].folder);
    progress_->setValue(0);
    showIdle(tr("Nothing is sent but the requests for these files. Each is checked against its "
                "SHA-256 before it is used."));
}

void FetchDialog::chooseFolder() {
    const QString chosen =
        QFileDialog::getExistingDirectory(this, tr("Folder to fetch into"), folder_->text());
    if (!chosen.isEmpty()) {
        folder_->setText(chosen);
    }
}

void FetchDialog::begin() {
    const QString folder = folder_->text().trimmed();
    if (folder.isEmpty()) {
        message_->setText(tr("Name the folder to fetch into."));
        folder_->setFocus();
        return;
    }
    which_->setEnabled(false);
    folder_->setEnabled(false);
    choose_->setEnabled(false);
    fetch_->setEnabled(false);
    close_->setText(tr("Cancel"));
    message_->setText(tr("Asking the server…"));
    const double bytes = static_cast<double>(source().bytes());
    job_.start(
        [this, source = source(), path = folder.toStdString(),
         bytes](views::BackgroundJob::Link& link) {
            try {
                data::download(source, path, [this, &link, bytes](double share) {
                    link.report([this, share, bytes] {
                        progress_->setValue(static_cast<int>(std::lround(1000.0 * share)));
                        message_->setText(
                            tr("%1 of %2 MB").arg(megabytes(share * bytes), megabytes(bytes)));
                    });
                    return link.wanted();
                });
                return true;
            } catch (const Cancelled&) {
                return false;
            }
        },
        [this, folder](bool whole) {
            if (!whole) {
                showIdle(tr("Cancelled. What has come is kept; the next time goes on from there."));
                return;
            }
            data::rememberFetched(source().id, folder.toStdString());
            progress_->setValue(progress_->maximum());
            showIdle(tr("All files are there, and whole."));
            Q_EMIT fetched(QString::fromStdString(source().title), folder);
        },
        [this](const QString& why) { showIdle(why); });
}

void FetchDialog::showIdle(const QString& message) {
    which_->setEnabled(true);
    folder_->setEnabled(true);
    choose_->setEnabled(true);
    fetch_->setEnabled(true);
    close_->setText(tr("Close"));
    message_->setText(message);
}

void FetchDialog::done(int result) {
    job_.drop(); // a part stays, as after a cut
    QDialog::done(result);
}

} // namespace scorescope::app
