// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/scene_gallery.h"

#include "app/window/style.h"
#include "engine/core/frame.h"
#include "engine/core/run.h"

#include <QApplication>
#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <exception>
#include <utility>

namespace scorescope::app {
namespace {

constexpr int pictureWidth = 56;
constexpr int pictureHeight = 44;
constexpr int idRole = Qt::UserRole;
constexpr int figureRole = Qt::UserRole + 1;
constexpr int currentRole = Qt::UserRole + 2;

/// Draws chapters as headings and scenes as picture, figure name and title.
class SceneDelegate : public QStyledItemDelegate {
public:
    SceneDelegate(const views::Theme& theme, QObject* parent)
        : QStyledItemDelegate(parent), theme_(theme) {}

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override {
        return {option.rect.width(), index.parent().isValid() ? pictureHeight + 16 : 32};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const QRect box = option.rect;
        const QString text = index.data(Qt::DisplayRole).toString();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (!index.parent().isValid()) {
            QFont font = option.font;
            font.setPointSizeF(font.pointSizeF() * 0.92);
            font.setWeight(QFont::DemiBold);
            painter->setFont(font);
            painter->setPen(theme_.dim);
            painter->drawText(
                box.adjusted(12, 8, -8, 0), Qt::AlignLeft | Qt::AlignVCenter,
                QFontMetrics(font).elidedText(text, Qt::ElideRight, box.width() - 20));
            painter->restore();
            return;
        }
        const QRectF card = QRectF(box).adjusted(6.5, 1.5, -6.5, -1.5);
        const bool current = index.data(currentRole).toBool();
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        if (current || selected || option.state.testFlag(QStyle::State_MouseOver)) {
            const bool keyboard = selected && option.state.testFlag(QStyle::State_HasFocus);
            painter->setPen(keyboard ? QPen(theme_.accent, 1.0) : QPen(Qt::NoPen));
            painter->setBrush(theme_.raised);
            painter->drawRoundedRect(card, 4.0, 4.0);
        }
        const QRect picture(box.left() + 12, box.top() + 8, pictureWidth, pictureHeight);
        painter->setPen(QPen(theme_.line, 1.0));
        painter->setBrush(theme_.ground);
        painter->drawRoundedRect(QRectF(picture).adjusted(-0.5, -0.5, 0.5, 0.5), 3.0, 3.0);
        index.data(Qt::DecorationRole).value<QIcon>().paint(painter, picture);
        const int left = picture.right() + 11;
        const QString figure = index.data(figureRole).toString();
        const QRect words(left, picture.top() - 2, box.right() - 12 - left, pictureHeight + 4);
        QFont strong = option.font;
        strong.setWeight(QFont::DemiBold);
        const int lineHeight = QFontMetrics(option.font).height();
        QRect titleBox = words;
        if (!figure.isEmpty()) {
            painter->setFont(strong);
            painter->setPen(current ? theme_.accent : theme_.text);
            painter->drawText(words.adjusted(0, 2, 0, 0), Qt::AlignLeft | Qt::AlignTop, figure);
            titleBox.setTop(words.top() + lineHeight + 2);
        }
        painter->setFont(option.font);
        painter->setPen(figure.isEmpty() ? theme_.text : theme_.dim);
        painter->setClipRect(titleBox);
        painter->drawText(titleBox,
                          static_cast<int>(Qt::AlignLeft | Qt::AlignTop) | Qt::TextWordWrap, text);
        painter->restore();
    }

private:
    const views::Theme& theme_; ///< the gallery's
};

/// The data of a scene as a picture of dots: what the experiment publishes before its first step.
/// Empty when it has no points in the plane.
QImage drawData(const Registry& registry, const Scene& scene) {
    std::set<std::string> names;
    for (const ViewSpec& view : scene.views) {
        names.insert(view.artifacts.begin(), view.artifacts.end());
    }
    ExperimentContext context;
    context.parameters = scene.parameters;
    context.seed = scene.seed;
    const std::unique_ptr<Experiment> experiment = registry.create(scene.experiment, context);
    Frame frame;
    // Everything a view shows is asked for by name, one at a time, until points turn up; heavier
    // artifacts after them are never computed.
    for (const std::string& name : names) {
        if (name != "data" && names.count("data") != 0) {
            continue;
        }
        Interest interest;
        interest.all = false;
        interest.names = {name};
        FrameBuilder builder(frame, interest);
        experiment->publish(builder);
    }
    for (const auto& [name, artifact] : frame.artifacts) {
        const auto* points = std::get_if<Scatter>(&artifact->data);
        if (points == nullptr || points->x.empty()) {
            continue;
        }
        const auto [left, right] = std::minmax_element(points->x.begin(), points->x.end());
        const auto [low, high] = std::minmax_element(points->y.begin(), points->y.end());
        const double span = std::max(
            {1e-12, static_cast<double>(*right - *left), static_cast<double>(*high - *low)});
        constexpr int scale = 3;
        QImage mask(pictureWidth * scale, pictureHeight * scale, QImage::Format_ARGB32);
        mask.fill(Qt::transparent);
        const double unit = (mask.height() - 8.0 * scale) / span;
        const double midX = 0.5 * (*left + *right);
        const double midY = 0.5 * (*low + *high);
        QPainter painter(&mask);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(Qt::black);
        const std::size_t stride = std::max<std::size_t>(1, points->x.size() / 1500);
        for (std::size_t i = 0; i < points->x.size(); i += stride) {
            const QPointF place(mask.width() / 2.0 + (points->x[i] - midX) * unit,
                                mask.height() / 2.0 - (points->y[i] - midY) * unit);
            painter.drawEllipse(place, 0.6 * scale, 0.6 * scale);
        }
        return mask;
    }
    return {};
}

QIcon tintedPicture(const QImage& mask, const QColor& color) {
    QImage image = mask;
    QPainter painter(&image);
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(image.rect(), color);
    painter.end();
    return QIcon(QPixmap::fromImage(image));
}

} // namespace

SceneGallery::SceneGallery(const SceneLibrary& library, const Registry& registry, QWidget* parent)
    : QWidget(parent), library_(library), registry_(registry), theme_(views::darkTheme()),
      running_(std::make_shared<std::atomic<bool>>(false)) {
    setObjectName(QStringLiteral("scene_gallery"));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    tree_ = new QTreeWidget(this);
    tree_->setObjectName(QStringLiteral("scene_list"));
    tree_->setAccessibleName(tr("Scenes"));
    tree_->setHeaderHidden(true);
    tree_->setIndentation(0);
    tree_->setRootIsDecorated(false);
    tree_->setMouseTracking(true);
    tree_->setFrameShape(QFrame::NoFrame);
    tree_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    tree_->setItemDelegate(new SceneDelegate(theme_, tree_));
    all->addWidget(tree_);
    const auto choose = [this](QTreeWidgetItem* item) {
        if (item != nullptr && item->parent() != nullptr) {
            Q_EMIT chosen(item->data(0, idRole).toString());
        }
    };
    connect(tree_, &QTreeWidget::itemClicked, this, choose);
    // Enter and the like; a click was already answered.
    connect(tree_, &QTreeWidget::itemActivated, this, [this, choose](QTreeWidgetItem* item) {
        if (QApplication::mouseButtons() == Qt::NoButton && tree_->hasFocus()) {
            choose(item);
        }
    });
    fill();
    makePictures();
}

SceneGallery::~SceneGallery() = default;

void SceneGallery::fill() {
    QTreeWidgetItem* chapter = nullptr;
    for (const Scene& scene : library_.scenes()) {
        const QString name = QString::fromStdString(scene.chapter);
        if (chapter == nullptr || chapter->text(0) != name) {
            chapter = new QTreeWidgetItem(tree_, {name}); // owned by the tree
            chapter->setFlags(Qt::ItemIsEnabled);
            chapter->setExpanded(true);
        }
        auto* item = new QTreeWidgetItem(chapter, {QString::fromStdString(scene.title)});
        item->setData(0, idRole, QString::fromStdString(scene.id));
        item->setData(0, figureRole, QString::fromStdString(scene.figure));
        item->setData(0, Qt::AccessibleTextRole,
                      QStringLiteral("%1 %2").arg(QString::fromStdString(scene.figure),
                                                  QString::fromStdString(scene.title)));
        items_[scene.id] = item;
    }
    tree_->expandAll();
}

void SceneGallery::makePictures() {
    // A copy: the window's library goes before this widget, which Qt deletes last.
    pictures_.start(
        [this, &registry = registry_, scenes = library_.scenes(),
         running = running_](BackgroundJob::Link& link) {
            for (const Scene& scene : scenes) {
                while (*running && link.waitForNudge()) {
                }
                if (!link.wanted()) {
                    return;
                }
                try {
                    link.tell([this, id = scene.id, mask = drawData(registry, scene)] {
                        setPicture(id, mask);
                    });
                } catch (const std::exception&) {
                    // A scene that cannot start keeps the neutral icon; opening it tells why.
                }
            }
        },
        [] {}, {});
}

void SceneGallery::setRunning(bool running) {
    *running_ = running;
    pictures_.nudge();
}

void SceneGallery::setPicture(const std::string& id, const QImage& mask) {
    if (!mask.isNull()) {
        masks_[id] = mask;
        items_.at(id)->setIcon(0, tintedPicture(mask, theme_.accent));
    }
}

void SceneGallery::setTheme(const views::Theme& theme) {
    theme_ = theme;
    for (const auto& [id, item] : items_) {
        const auto mask = masks_.find(id);
        item->setIcon(0, mask != masks_.end()
                             ? tintedPicture(mask->second, theme_.accent)
                             : themedIcon(QStringLiteral("scene"), theme_, theme_.dim));
    }
    tree_->viewport()->update();
}

void SceneGallery::setCurrent(const std::string& id) {
    for (const auto& [name, item] : items_) {
        item->setData(0, currentRole, name == id);
    }
}

void SceneGallery::focusList() {
    tree_->setFocus(Qt::ShortcutFocusReason);
}

} // namespace scorescope::app
