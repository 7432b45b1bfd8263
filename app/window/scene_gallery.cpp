// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/scene_gallery.h"

#include "app/window/elided_lines.h"
#include "app/window/scene_order.h"
#include "app/window/scene_thumbnail.h"
#include "app/window/style.h"
#include "app/window/text_search.h"
#include "engine/core/frame.h"
#include "engine/core/run.h"
#include "views/settings.h"

#include <QApplication>
#include <QFile>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPolygonF>
#include <QStyledItemDelegate>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <exception>
#include <utility>

namespace scorescope::app {
namespace {

constexpr QSize smallPicture(thumbnailSize.width() / 3, thumbnailSize.height() / 3);
constexpr QSize largePicture(thumbnailSize.width() / 2, thumbnailSize.height() / 2);
constexpr int roomForLarge = 400; ///< width of the list
constexpr int idRole = Qt::UserRole;
constexpr int figureRole = Qt::UserRole + 1;
constexpr int currentRole = Qt::UserRole + 2;
constexpr int countRole = Qt::UserRole + 3; ///< of a chapter: how many scenes are found in it
constexpr int mostRecent = 5;
const QString foldedKey = QStringLiteral("gallery/folded");
const QString recentKey = QStringLiteral("gallery/recent");

/// The pictures' size in a list of that width.
QSize pictureSize(const QWidget* list) {
    return list != nullptr && list->width() >= roomForLarge ? largePicture : smallPicture;
}

/// Draws chapters as headings and scenes as picture, figure name and title.
class SceneDelegate : public QStyledItemDelegate {
public:
    SceneDelegate(const views::Theme& theme, QObject* parent)
        : QStyledItemDelegate(parent), theme_(theme) {}

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override {
        return {option.rect.width(),
                index.parent().isValid() ? pictureSize(option.widget).height() + 12 : 32};
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
            const bool focused = option.state.testFlag(QStyle::State_HasFocus);
            if (focused || option.state.testFlag(QStyle::State_MouseOver)) {
                painter->setPen(focused ? theme_.accent : theme_.text);
            }
            const QRect words = box.adjusted(26, 8, -44, 0);
            painter->drawText(words, Qt::AlignLeft | Qt::AlignVCenter,
                              QFontMetrics(font).elidedText(text, Qt::ElideRight, words.width()));
            painter->drawText(box.adjusted(0, 8, -12, 0), Qt::AlignRight | Qt::AlignVCenter,
                              index.data(countRole).toString());
            const bool open = option.state.testFlag(QStyle::State_Open);
            const QPointF middle(box.left() + 16.0, words.center().y() + 0.5);
            painter->drawPolyline(
                open ? QPolygonF({middle + QPointF(-3.5, -2.0), middle + QPointF(0.0, 2.0),
                                  middle + QPointF(3.5, -2.0)})
                     : QPolygonF({middle + QPointF(-2.0, -3.5), middle + QPointF(2.0, 0.0),
                                  middle + QPointF(-2.0, 3.5)}));
            painter->restore();
            return;
        }
        const QRectF card = QRectF(box).adjusted(6.5, 1.5, -6.5, -1.5);
        const bool current = index.data(currentRole).toBool();
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        const bool keyboard = option.state.testFlag(QStyle::State_HasFocus);
        if (current || selected || keyboard || option.state.testFlag(QStyle::State_MouseOver)) {
            painter->setPen(keyboard ? QPen(theme_.accent, 1.0) : QPen(Qt::NoPen));
            painter->setBrush(theme_.raised);
            painter->drawRoundedRect(card, 4.0, 4.0);
        }
        const QRect picture(QPoint(box.left() + 12, box.top() + 6), pictureSize(option.widget));
        const QRectF frame = QRectF(picture).adjusted(-0.5, -0.5, 0.5, 0.5);
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme_.ground);
        painter->drawRoundedRect(frame, 3.0, 3.0);
        index.data(Qt::DecorationRole).value<QIcon>().paint(painter, picture);
        painter->setPen(QPen(current ? theme_.accent : theme_.line, 1.0));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(frame, 3.0, 3.0);
        const int left = picture.right() + 11;
        const QString figure = index.data(figureRole).toString();
        const QRect words(left, picture.top() - 2, box.right() - 12 - left, picture.height() + 4);
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
        drawElidedLines(*painter, titleBox, text);
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
        QImage mask(thumbnailSize, QImage::Format_ARGB32);
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
    all->setSpacing(0);
    search_ = new QLineEdit(this);
    search_->setObjectName(QStringLiteral("scene_search"));
    search_->setAccessibleName(tr("Search the scenes"));
    search_->setPlaceholderText(tr("Search %1 scenes").arg(library.scenes().size()));
    search_->setClearButtonEnabled(true);
    search_->installEventFilter(this);
    auto* margins = new QHBoxLayout;
    margins->setContentsMargins(8, 8, 8, 4);
    margins->addWidget(search_);
    all->addLayout(margins);
    tree_ = new QTreeWidget(this);
    tree_->setObjectName(QStringLiteral("scene_list"));
    tree_->setAccessibleName(tr("Scenes"));
    tree_->setHeaderHidden(true);
    tree_->setIndentation(0);
    tree_->setRootIsDecorated(false);
    tree_->setExpandsOnDoubleClick(false); // a click folds
    tree_->setMouseTracking(true);
    tree_->setFrameShape(QFrame::NoFrame);
    tree_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    tree_->setItemDelegate(new SceneDelegate(theme_, tree_));
    tree_->installEventFilter(this);
    all->addWidget(tree_, 1);
    nothing_ = new QLabel(this);
    nothing_->setObjectName(QStringLiteral("scene_nothing"));
    nothing_->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    nothing_->setWordWrap(true);
    nothing_->setContentsMargins(16, 24, 16, 0);
    nothing_->setTextFormat(Qt::PlainText);
    nothing_->hide();
    all->addWidget(nothing_, 1);
    connect(search_, &QLineEdit::textChanged, this, &SceneGallery::search);
    connect(search_, &QLineEdit::returnPressed, this, [this] { choose(tree_->currentItem()); });
    connect(tree_, &QTreeWidget::itemClicked, this, [this](QTreeWidgetItem* item) {
        if (item->parent() == nullptr) {
            fold(item, item->isExpanded());
        } else {
            choose(item);
        }
    });
    // Enter and the like; a click was already answered.
    connect(tree_, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem* item) {
        if (QApplication::mouseButtons() != Qt::NoButton || !tree_->hasFocus()) {
            return;
        }
        if (item->parent() == nullptr) {
            fold(item, item->isExpanded());
        } else {
            choose(item);
        }
    });
    fill();
    makePictures();
}

SceneGallery::~SceneGallery() = default;

void SceneGallery::fill() {
    recent_ = addChapter(tr("Recent"));
    QTreeWidgetItem* chapter = nullptr;
    for (const Scene* scene : inThesisOrder(library_.scenes())) {
        const QString name = QString::fromStdString(scene->chapter);
        if (chapter == nullptr || chapter->text(0) != name) {
            chapter = addChapter(name);
        }
        items_[scene->id] = addScene(chapter, *scene);
    }
    fillRecent();
    search({});
}

QTreeWidgetItem* SceneGallery::addChapter(const QString& name) {
    auto* chapter = new QTreeWidgetItem(tree_, {name}); // owned by the tree
    chapter->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    const QStringList folded = views::Settings().value(foldedKey).toStringList();
    chapter->setExpanded(!folded.contains(name));
    return chapter;
}

QTreeWidgetItem* SceneGallery::addScene(QTreeWidgetItem* chapter, const Scene& scene) const {
    auto* item = new QTreeWidgetItem(chapter, {QString::fromStdString(scene.title)});
    item->setData(0, idRole, QString::fromStdString(scene.id));
    item->setData(0, figureRole, QString::fromStdString(scene.figure));
    item->setData(0, Qt::AccessibleTextRole,
                  QStringLiteral("%1 %2").arg(QString::fromStdString(scene.figure),
                                              QString::fromStdString(scene.title)));
    return item;
}

void SceneGallery::fillRecent() {
    qDeleteAll(recent_->takeChildren());
    for (const QString& id : views::Settings().value(recentKey).toStringList()) {
        const Scene* scene = library_.find(id.toStdString());
        if (scene == nullptr) {
            continue; // of another version of the program
        }
        QTreeWidgetItem* item = addScene(recent_, *scene);
        item->setIcon(0, items_.at(scene->id)->icon(0));
        item->setToolTip(0, items_.at(scene->id)->toolTip(0));
        item->setData(0, currentRole, scene->id == current_);
    }
}

void SceneGallery::fold(QTreeWidgetItem* chapter, bool folded) {
    chapter->setExpanded(!folded);
    views::Settings settings;
    QStringList all = settings.value(foldedKey).toStringList();
    all.removeAll(chapter->text(0));
    if (folded) {
        all << chapter->text(0);
    }
    settings.setValue(foldedKey, all);
}

void SceneGallery::choose(QTreeWidgetItem* item) {
    if (item != nullptr && item->parent() != nullptr && !item->isHidden()) {
        Q_EMIT chosen(item->data(0, idRole).toString());
    }
}

void SceneGallery::search(const QString& typed) {
    const QStringList words = searchWords(typed);
    QTreeWidgetItem* first = nullptr;
    for (int c = 0; c < tree_->topLevelItemCount(); ++c) {
        QTreeWidgetItem* chapter = tree_->topLevelItem(c);
        int found = 0;
        for (int i = 0; i < chapter->childCount(); ++i) {
            QTreeWidgetItem* item = chapter->child(i);
            const Scene* scene = library_.find(item->data(0, idRole).toString().toStdString());
            // What is recent is among its chapter's scenes as well.
            const bool shown = scene != nullptr && (words.isEmpty() || chapter != recent_) &&
                               isFound(*scene, words);
            item->setHidden(!shown);
            found += shown ? 1 : 0;
            first = shown && first == nullptr && !words.isEmpty() ? item : first;
        }
        chapter->setHidden(found == 0);
        chapter->setData(0, countRole, chapter == recent_ ? QVariant() : QVariant(found));
        if (!words.isEmpty()) {
            chapter->setExpanded(true);
        } else {
            chapter->setExpanded(
                !views::Settings().value(foldedKey).toStringList().contains(chapter->text(0)));
        }
    }
    const bool none = !words.isEmpty() && first == nullptr;
    nothing_->setText(
        none ? tr("No scene has “%1” in its title, figure, notes or tags.").arg(typed.trimmed())
             : QString());
    nothing_->setVisible(none);
    tree_->setVisible(!none);
    if (words.isEmpty()) {
        showCurrent();
    } else {
        tree_->setCurrentItem(first);
    }
}

bool SceneGallery::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride) {
        return QWidget::eventFilter(watched, event);
    }
    auto* key = static_cast<QKeyEvent*>(event);
    const bool plain = (key->modifiers() & ~Qt::ShiftModifier) == Qt::NoModifier;
    const bool letter = plain && !key->text().isEmpty() && key->text().front().isLetterOrNumber();
    if (event->type() == QEvent::ShortcutOverride) {
        // Letters typed here look for a scene; they are no shortcuts.
        if (letter && watched == tree_) {
            event->accept();
            return true;
        }
        return QWidget::eventFilter(watched, event);
    }
    const bool upOrDown = key->key() == Qt::Key_Up || key->key() == Qt::Key_Down;
    if (watched == search_ && upOrDown && plain) {
        QApplication::sendEvent(tree_, event); // the list moves, the words stay under the hand
        return true;
    }
    if (watched == search_ && key->key() == Qt::Key_Escape && !search_->text().isEmpty()) {
        search_->clear();
        return true;
    }
    if (watched == tree_ && letter) {
        search_->setFocus(Qt::OtherFocusReason);
        search_->setText(key->text());
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void SceneGallery::makePictures() {
    // Copies: the window's library goes before this widget, which Qt deletes last.
    std::vector<Scene> missing;
    for (const Scene& scene : library_.scenes()) {
        if (sceneThumbnail(QString::fromStdString(scene.id), theme_.dark).isNull()) {
            missing.push_back(scene);
        }
    }
    pictures_.start(
        [this, &registry = registry_, scenes = std::move(missing),
         running = running_](views::BackgroundJob::Link& link) {
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
        items_.at(id)->setIcon(0, pictureOf(id));
        fillRecent();
    }
}

QIcon SceneGallery::pictureOf(const std::string& id) const {
    const QImage kept = sceneThumbnail(QString::fromStdString(id), theme_.dark);
    if (!kept.isNull()) {
        return QIcon(QPixmap::fromImage(kept));
    }
    const auto mask = masks_.find(id);
    return mask != masks_.end() ? tintedPicture(mask->second, theme_.accent)
                                : themedIcon(QStringLiteral("scene"), theme_, theme_.dim);
}

QString SceneGallery::tipOf(const std::string& id) const {
    const Scene* scene = library_.find(id);
    const QString title = QString::fromStdString(scene->title).toHtmlEscaped();
    const QString address = thumbnailAddress(QString::fromStdString(id), theme_.dark);
    return masks_.count(id) != 0 || !QFile::exists(address)
               ? QStringLiteral("<qt>%1</qt>").arg(title)
               : QStringLiteral("<qt><img src='%1'><br>%2</qt>").arg(address, title);
}

void SceneGallery::setTheme(const views::Theme& theme) {
    theme_ = theme;
    for (const auto& [id, item] : items_) {
        item->setIcon(0, pictureOf(id));
        item->setToolTip(0, tipOf(id));
    }
    fillRecent();
    tree_->viewport()->update();
}

void SceneGallery::setCurrent(const std::string& id) {
    current_ = id;
    for (const auto& [name, item] : items_) {
        item->setData(0, currentRole, name == id);
    }
    if (items_.count(id) != 0) {
        views::Settings settings;
        QStringList recent = settings.value(recentKey).toStringList();
        const QString name = QString::fromStdString(id);
        recent.removeAll(name);
        recent.prepend(name);
        settings.setValue(recentKey, recent.mid(0, mostRecent));
        fillRecent();
    }
    search_->clear();
    search({});
}

void SceneGallery::showCurrent() {
    const auto found = items_.find(current_);
    if (found == items_.end()) {
        return;
    }
    found->second->parent()->setExpanded(true);
    tree_->setCurrentItem(found->second);
    tree_->scrollToItem(found->second, QAbstractItemView::EnsureVisible);
}

void SceneGallery::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    tree_->doItemsLayout(); // rows are as high as their pictures, which grow with the list
}

void SceneGallery::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    showCurrent(); // places are known only now
}

void SceneGallery::focusList() {
    search_->setFocus(Qt::ShortcutFocusReason);
    search_->selectAll();
}

} // namespace scorescope::app
