// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The time line and what stands beside it.
#include "app/window/phase_label.h"
#include "app/window/scrubber.h"
#include "app/window/transport_bar.h"

#include <QAction>
#include <QLabel>
#include <QMenu>
#include <QTest>

#include <memory>
#include <optional>
#include <vector>

using namespace scorescope;
using namespace scorescope::app;

class TestTransportBar : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theRateIsWholeAndTheTimeLineKeepsItsLength() {
        std::vector<std::unique_ptr<QAction>> made;
        const auto action = [&made](const char* text) {
            made.push_back(std::make_unique<QAction>(QString::fromUtf8(text)));
            return made.back().get();
        };
        QMenu lines;
        TransportBar bar({action("reset"), action("back"), action("run"), action("step"),
                          action("ten"), action("branch"), action("head"), action("raise"), &lines},
                         nullptr);
        auto* rate = bar.findChild<QLabel*>(QStringLiteral("transport_rate"));
        auto* scrubber = bar.findChild<Scrubber*>();
        QVERIFY(rate != nullptr && scrubber != nullptr);
        Frame frame;
        frame.totalSteps = 800;
        frame.status.state = RunState::paused;
        bar.setFrame(frame);
        bar.resize(900, bar.sizeHint().height());
        bar.show();
        QVERIFY(QTest::qWaitForWindowExposed(&bar));
        const int length = scrubber->width();
        frame.status.state = RunState::running;
        struct Moment {
            std::uint64_t step;
            double perSecond;
            const char* text;
        };
        for (const Moment& moment : {Moment{672, 0.2, "0.2 it/s · 10 min 40 s left"},
                                     Moment{0, 0.003, "0.0 it/s · 74 h 04 min left"},
                                     Moment{799, 500.0, "500 it/s · 1 s left"}}) {
            frame.step = frame.head = moment.step;
            frame.stepsPerSecond = moment.perSecond;
            bar.setFrame(frame);
            QCoreApplication::processEvents();
            QCOMPARE(rate->text(), QString::fromUtf8(moment.text));
            QVERIFY2(rate->fontMetrics().horizontalAdvance(rate->text()) <=
                         rate->contentsRect().width(),
                     moment.text);
            QCOMPARE(scrubber->width(), length);
        }
        // A text that nobody thought of is whole, too.
        frame.totalSteps = 4'000'000'000;
        frame.stepsPerSecond = 12345.0;
        bar.setFrame(frame);
        QCoreApplication::processEvents();
        QVERIFY(rate->fontMetrics().horizontalAdvance(rate->text()) <=
                rate->contentsRect().width());
    }

    void phasesAreNamedBesideTheHandle() {
        using Place = std::optional<int>;
        QCOMPARE(phaseLabelPlace({100, 300}, 50, {400, 416}), Place(106));
        QCOMPARE(phaseLabelPlace({100, 300}, 50, {200, 216}), Place(106)); // the handle has passed
        QCOMPARE(phaseLabelPlace({100, 300}, 50, {60, 76}), Place(106));   // or is not there yet
        for (int handle = 70; handle < 300; ++handle) {
            const Place place = phaseLabelPlace({100, 300}, 50, {handle, handle + 16});
            QVERIFY(!place || *place >= handle + 16 || *place + 50 <= handle);
            QVERIFY(!place || (*place >= 106 && *place + 50 <= 296));
            QVERIFY(place.has_value()); // here is room on one of both sides
        }
        QCOMPARE(phaseLabelPlace({100, 150}, 50, {400, 416}), Place()); // wider than its phase
        QCOMPARE(phaseLabelPlace({100, 170}, 50, {110, 126}), Place());
    }
};

QTEST_MAIN(TestTransportBar)
#include "tst_transport_bar.moc"
