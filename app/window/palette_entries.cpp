// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/palette_entries.h"

#include "app/window/scene_order.h"

#include <QAction>
#include <QMenu>

namespace scorescope::app {
namespace {

QString withoutMnemonic(QString text) {
    return text.remove(QLatin1Char('&'));
}

void addCommands(const QMenu& menu, const QString& path, std::vector<PaletteEntry>& entries) {
    for (QAction* action : menu.actions()) {
        // What can never be done ("none yet" among recent files) is no command.
        if (action->isSeparator() || (!action->isEnabled() && action->objectName().isEmpty())) {
            continue;
        }
        const QString name = withoutMnemonic(action->text());
        if (const QMenu* submenu = action->menu()) {
            addCommands(*submenu, path + QStringLiteral(" ▸ ") + name, entries);
            continue;
        }
        PaletteEntry entry;
        entry.name = name;
        entry.context = path;
        entry.detail = action->shortcut().toString(QKeySequence::NativeText);
        entry.kind = CommandPalette::tr("command");
        entry.enabled = action->isEnabled();
        entry.act = [action] { action->trigger(); };
        entries.push_back(std::move(entry));
    }
}

} // namespace

std::vector<PaletteEntry> commandEntries(const QList<QMenu*>& menus) {
    std::vector<PaletteEntry> entries;
    for (const QMenu* menu : menus) {
        addCommands(*menu, withoutMnemonic(menu->title()), entries);
    }
    return entries;
}

std::vector<PaletteEntry> sceneEntries(const SceneLibrary& library,
                                       std::function<void(const QString&)> open) {
    std::vector<PaletteEntry> entries;
    for (const Scene* scene : inThesisOrder(library.scenes())) {
        const QString id = QString::fromStdString(scene->id);
        PaletteEntry entry;
        entry.name = QString::fromStdString(scene->title);
        if (!scene->figure.empty()) {
            entry.name =
                QStringLiteral("%1 · %2").arg(QString::fromStdString(scene->figure), entry.name);
        }
        entry.context = QString::fromStdString(scene->chapter);
        entry.kind = CommandPalette::tr("scene");
        entry.more = id;
        for (const std::string& tag : scene->tags) {
            entry.more += QLatin1Char('\n') + QString::fromStdString(tag);
        }
        entry.act = [open, id] { open(id); };
        entries.push_back(std::move(entry));
    }
    return entries;
}

std::vector<PaletteEntry> parameterEntries(const Document& document,
                                           const std::function<bool(const std::string&)>& isShown,
                                           std::function<void(const std::string&)> goTo) {
    constexpr std::size_t longest = 24; // of a value that is told
    std::vector<PaletteEntry> entries;
    for (const ParameterSpec& spec : document.specs()) {
        PaletteEntry entry;
        entry.name = QString::fromStdString(spec.label);
        entry.context = QString::fromStdString(spec.group);
        entry.kind = CommandPalette::tr("parameter");
        entry.more = QString::fromStdString(spec.name + '\n' + spec.help);
        entry.enabled = isShown(spec.name);
        const std::string value = toText(document.value(spec.name));
        if (!entry.enabled && !spec.applies.parameter.empty()) {
            const ParameterSpec other = document.spec(spec.applies.parameter);
            entry.detail =
                CommandPalette::tr("depends on %1").arg(QString::fromStdString(other.label));
        } else if (value.size() <= longest) {
            entry.detail = QString::fromStdString(value);
        }
        entry.act = [goTo, name = spec.name] { goTo(name); };
        entries.push_back(std::move(entry));
    }
    return entries;
}

} // namespace scorescope::app
