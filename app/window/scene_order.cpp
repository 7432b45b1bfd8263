// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/scene_order.h"

#include "app/window/text_search.h"

#include <QRegularExpression>

#include <algorithm>
#include <limits>
#include <tuple>

namespace scorescope::app {
namespace {

/// The whole numbers in a text, in their order: "Figure 3.10" is 3, 10.
std::vector<int> numbersIn(const std::string& text) {
    static const QRegularExpression digits(QStringLiteral("\\d{1,6}"));
    std::vector<int> numbers;
    auto found = digits.globalMatch(QString::fromStdString(text));
    while (found.hasNext()) {
        numbers.push_back(found.next().captured().toInt());
    }
    return numbers;
}

int chapterOf(const Scene& scene) {
    const std::vector<int> numbers = numbersIn(scene.chapter);
    return numbers.empty() ? std::numeric_limits<int>::max() : numbers.front();
}

/// 0 for a figure, 1 for what else the thesis has a number for, 2 for the rest.
int rankOf(const Scene& scene) {
    if (scene.figure.empty()) {
        return 2;
    }
    return scene.figure.rfind("Figure", 0) == 0 ? 0 : 1;
}

} // namespace

std::vector<const Scene*> inThesisOrder(const std::vector<Scene>& scenes) {
    std::vector<const Scene*> order;
    for (const Scene& scene : scenes) {
        order.push_back(&scene);
    }
    const auto key = [](const Scene& scene) {
        const int rank = rankOf(scene);
        return std::tuple(chapterOf(scene), scene.chapter, rank,
                          rank == 2 ? std::vector<int>() : numbersIn(scene.figure),
                          rank == 2 ? scene.title : scene.figure);
    };
    std::stable_sort(order.begin(), order.end(),
                     [&key](const Scene* a, const Scene* b) { return key(*a) < key(*b); });
    return order;
}

bool isFound(const Scene& scene, const QStringList& words) {
    std::string all;
    for (const std::string* part : {&scene.title, &scene.figure, &scene.chapter, &scene.notes,
                                    &scene.id, &scene.experiment}) {
        all += *part + '\n';
    }
    for (const std::string& tag : scene.tags) {
        all += tag + '\n';
    }
    return hasAll(searchForm(QString::fromStdString(all)), words);
}

} // namespace scorescope::app
