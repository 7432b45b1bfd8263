// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/kept.h"
#include "engine/core/revision.h"

#include <QtTest>

#include <set>
#include <string>

using namespace scorescope;

class TestRevision : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nextIsAnother();
    void neverIsNone();
    void keysTellThemApart();
};

void TestRevision::nextIsAnother() {
    const Revision first;
    QVERIFY(first == Revision());
    QVERIFY(first.next() != first);
    QVERIFY(first.next() == Revision().next());
    Revision moved = first;
    ++moved;
    QVERIFY(moved == first.next());
    std::set<std::string> texts;
    for (int i = 0; i < 100; ++i, ++moved) {
        texts.insert(moved.text());
    }
    QCOMPARE(texts.size(), std::size_t{100});
}

void TestRevision::neverIsNone() {
    Revision revision;
    QVERIFY(Revision::never() == Revision::never());
    for (int i = 0; i < 100; ++i, ++revision) {
        QVERIFY(revision != Revision::never());
        QVERIFY(revision.text() != Revision::never().text());
    }
}

void TestRevision::keysTellThemApart() {
    Kept<int, Revision, Revision> kept;
    int made = 0;
    const auto make = [&made] { return ++made; };
    Revision weights;
    const Revision data;
    QCOMPARE(kept.get({weights, data}, make), 1); // nothing is kept of a state before it was made
    QCOMPARE(kept.get({weights, data}, make), 1);
    ++weights;
    QVERIFY(kept.find({weights, data}) == nullptr);
    QCOMPARE(kept.get({weights, data}, make), 2);
    QCOMPARE(kept.get({weights, data.next()}, make), 3);
}

QTEST_APPLESS_MAIN(TestRevision)
#include "tst_revision.moc"
