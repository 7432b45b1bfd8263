// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/axes/legend.h"

#include <QTest>

#include <algorithm>
#include <vector>

using namespace scorescope::views;

namespace {

std::vector<LegendEntry> entriesOf(std::size_t count) {
    std::vector<LegendEntry> entries(count);
    for (std::size_t i = 0; i < count; ++i) {
        entries[i].text = QStringLiteral("a rather long name of curve %1").arg(i);
        entries[i].color = Qt::black;
    }
    return entries;
}

std::size_t leftOut(const LegendLayout& layout) {
    return static_cast<std::size_t>(std::count_if(layout.boxes.begin(), layout.boxes.end(),
                                                  [](const QRectF& box) { return box.isEmpty(); }));
}

} // namespace

class TestLegend : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLineThatCountsOneIsTheOne() {
        FigureStyle style;
        style.fontSize = 12.0;
        const AxesFrame frame({}, {}, QRectF(0.0, 0.0, 290.0, 190.0), style, nullptr, {});
        // A third of the height has three rows, and the line of how many more there are a fourth.
        QCOMPARE(leftOut(legendStrip(frame, entriesOf(4))), std::size_t{0});
        const LegendLayout many = legendStrip(frame, entriesOf(6));
        QCOMPARE(leftOut(many), std::size_t{3});
        // The counting line lies in the frame, below the last row.
        QVERIFY(many.frame.bottom() > many.boxes[2].bottom() + 10.0);
        QVERIFY(many.frame.height() < 0.5 * frame.outer().height());
    }
};

QTEST_MAIN(TestLegend)
#include "tst_legend.moc"
