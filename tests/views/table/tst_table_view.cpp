// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "tests/support/selected_scene.h"
#include "views/figure/export.h"
#include "views/table/table_fit.h"
#include "views/table/table_view.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QFileInfo>
#include <QHeaderView>
#include <QPainter>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

#include <memory>
#include <string>

using namespace scorescope;
using namespace scorescope::views;

namespace {

Table chains() {
    return {{"chain", "accepted", "R-hat", "note"},
            {{"current", "0.31", "1.002", "mixes"},
             {"walkback", "12 %", "—", ""},
             {"langevin", "−3.5 × 10⁻²", "1e-3", "with\ttab"}}};
}

FramePtr frameWith(ArtifactData data) {
    auto frame = std::make_shared<Frame>();
    Artifact artifact;
    artifact.name = "summary";
    artifact.title = "Chains";
    artifact.data = std::move(data);
    frame->artifacts["summary"] = std::make_shared<const Artifact>(std::move(artifact));
    return frame;
}

ViewSpec specOf() {
    ViewSpec spec;
    spec.name = "summary";
    spec.kind = "table";
    spec.title = "Chains";
    spec.artifacts = {"summary"};
    return spec;
}

QTableView* tableOf(TableView& view) {
    return view.findChild<QTableView*>(QStringLiteral("table_summary"));
}

void open(TableView& view, const FramePtr& frame) {
    view.resize(480, 240);
    view.setFrame(frame);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    view.activateWindow(); // without a window manager nobody else does
    QTRY_VERIFY(view.isActiveWindow());
}

} // namespace

class TestTableView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numbersStandAtTheRight();
    void showsTheCells();
    void copiesAllOrTheSelection();
    void newNumbersKeepTheSelection();
    void columnsGrowAndGiveRoomBack();
    void textsAreWrappedAtWords();
    void listsAreBrokenIntervalsAreNot();
    void intervalsStayWholeBetweenTightColumns();
    void columnsShareTheWidth();
    void tablesFitTheirPanel();
    void fewRowsAreTurned();
    void onlyWhatFitsNeitherWayIsScrolled();
    void widthsByHandStay();
    void aClickSelectsARow();
    void cannotBeEdited();
    void strangeTablesAreDrawn();
    void printedCellsAreWhole();
    void rowsLeftOutLieBesideTheFigure();
    void missingAndWrongArtifacts();
    void exportsEveryFormat();
};

void TestTableView::numbersStandAtTheRight() {
    const Table table = chains();
    QVERIFY(!isNumberColumn(table, 0));
    QVERIFY(isNumberColumn(table, 1));
    QVERIFY(isNumberColumn(table, 2));
    QVERIFY(!isNumberColumn(table, 3));
    QVERIFY(!isNumberColumn(table, 9));
    const auto reads = [](const char* text) { return isNumberColumn({{"a"}, {{text}}}, 0); };
    for (const char* number :
         {"1", "-2.5", "+3", "1e-8", "1 234 567", ".5", "∞", "nan", "12.5 %", "±0.1", "10 000"}) {
        QVERIFY2(reads(number), number);
    }
    for (const char* text : {"one", "x₀", "1 of 2", "1.2.3", "12 ms", "3D"}) {
        QVERIFY2(!reads(text), text);
    }
    QVERIFY(!isNumberColumn({{"a"}, {{""}}}, 0));
}

void TestTableView::showsTheCells() {
    TableView view(specOf());
    open(view, frameWith(chains()));
    const QAbstractItemModel* model = tableOf(view)->model();
    QCOMPARE(model->rowCount(), 3);
    QCOMPARE(model->columnCount(), 4);
    QCOMPARE(model->headerData(2, Qt::Horizontal).toString(), QStringLiteral("R-hat"));
    QCOMPARE(model->index(1, 1).data().toString(), QStringLiteral("12 %"));
    QVERIFY(model->index(1, 1).data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight);
    QVERIFY(model->index(1, 0).data(Qt::TextAlignmentRole).toInt() & Qt::AlignLeft);
    QVERIFY(!tableOf(view)->accessibleName().isEmpty());
}

void TestTableView::copiesAllOrTheSelection() {
    TableView view(specOf());
    open(view, frameWith(chains()));
    QTableView* table = tableOf(view);
    table->setFocus();
    table->clearSelection();
    QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
    QTRY_COMPARE(QApplication::clipboard()->text(),
                 QStringLiteral("chain\taccepted\tR-hat\tnote\ncurrent\t0.31\t1.002\tmixes\n"
                                "walkback\t12 %\t—\t\nlangevin\t−3.5 × 10⁻²\t1e-3\twith tab\n"));
    const auto middle = [table](int row, int column) {
        return table->visualRect(table->model()->index(row, column)).center();
    };
    QTest::mouseClick(table->viewport(), Qt::LeftButton, Qt::NoModifier, middle(0, 1));
    QTest::mouseClick(table->viewport(), Qt::LeftButton, Qt::ShiftModifier, middle(1, 2));
    QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
    QTRY_COMPARE(QApplication::clipboard()->text(),
                 QStringLiteral("accepted\tR-hat\n0.31\t1.002\n12 %\t—\n"));
}

void TestTableView::newNumbersKeepTheSelection() {
    TableView view(specOf());
    open(view, frameWith(chains()));
    QTableView* table = tableOf(view);
    QTest::mouseClick(table->viewport(), Qt::LeftButton, Qt::NoModifier,
                      table->visualRect(table->model()->index(1, 1)).center());
    Table next = chains();
    next.rows[1][1] = "44 %";
    view.setFrame(frameWith(next));
    QTRY_COMPARE(view.selectedText(), QStringLiteral("accepted\n44 %\n"));
    next.rows.pop_back();
    view.setFrame(frameWith(next));
    QTRY_COMPARE(table->model()->rowCount(), 2);
    // Hidden, it only remembers the frame; its picture is the newest all the same.
    view.hide();
    view.setFrame(frameWith(chains()));
    QCOMPARE(table->model()->rowCount(), 2);
    const auto panel = view.figurePanel();
    QCOMPARE(std::get<Table>(panel->data().front()->data).rows.size(), std::size_t{3});
    view.show();
    QTRY_COMPARE(table->model()->rowCount(), 3);
}

void TestTableView::columnsGrowAndGiveRoomBack() {
    const auto with = [](const std::string& error) {
        return frameWith(Table{{"coordinate", "± MCSE"}, {{"x₀", error}, {"x₁", error}}});
    };
    TableView view(specOf());
    open(view, with("0.0125"));
    const int narrow = tableOf(view)->columnWidth(1);
    view.setFrame(with("– (no chain has 4 draws yet)"));
    const auto cell = [&view] { return tableOf(view)->model()->index(0, 1).data().toString(); };
    QTRY_COMPARE(cell(), QStringLiteral("– (no chain has 4 draws yet)"));
    const int wide = tableOf(view)->columnWidth(1);
    QVERIFY(wide > 2 * narrow);
    view.setFrame(with("– (no chain has 4 draws)")); // a little shorter: nothing twitches
    QTRY_COMPARE(cell(), QStringLiteral("– (no chain has 4 draws)"));
    QCOMPARE(tableOf(view)->columnWidth(1), wide);
    view.setFrame(with("0.0125"));
    QTRY_COMPARE(tableOf(view)->columnWidth(1), narrow);
}

void TestTableView::textsAreWrappedAtWords() {
    const QFontMetrics metrics(QApplication::font());
    const QString text = QStringLiteral("about −3.5 × 10⁻² nats of 1 000, or 12 % of all");
    const TextNeed need = needOf(text, metrics);
    QCOMPARE(need.whole, metrics.horizontalAdvance(text));
    const QString number = QStringLiteral("−3.5\u00a0×\u00a010⁻²");
    QCOMPARE(need.least, metrics.horizontalAdvance(number));
    const QString broken = wrappedText(text, need.least, metrics);
    const QStringList lines = broken.split(QLatin1Char('\n'));
    QVERIFY(lines.contains(number));
    QVERIFY(lines.size() > 3);
    for (const QString& line : lines) {
        QVERIFY2(metrics.horizontalAdvance(line) <= need.least, qPrintable(line));
    }
    QString joined = broken;
    joined.replace(QLatin1Char('\n'), QLatin1Char(' '));
    QCOMPARE(joined.replace(QChar(0x00a0), QLatin1Char(' ')), text);
    QVERIFY(broken.contains(QStringLiteral("1\u00a0000,")));
    QVERIFY(broken.contains(QStringLiteral("12\u00a0%")));
    // Words that are too wide stay whole all the same.
    QCOMPARE(wrappedText(QStringLiteral("unbreakable word"), 1, metrics),
             QStringLiteral("unbreakable\nword"));
}

void TestTableView::listsAreBrokenIntervalsAreNot() {
    const QFontMetrics metrics(QApplication::font());
    const TextNeed list = needOf(QStringLiteral("0 1 2 3 10 11 12"), metrics);
    QCOMPARE(list.least, metrics.horizontalAdvance(QStringLiteral("10")));
    const TextNeed grouped = needOf(QStringLiteral("1 000 or 12 000 000"), metrics);
    QCOMPARE(grouped.least, metrics.horizontalAdvance(QStringLiteral("12\u00a0000\u00a0000")));
    const QString interval = QStringLiteral("(0.830 to 0.935)");
    const QString text = QStringLiteral("0.883 ") + interval;
    const TextNeed need = needOf(text, metrics);
    QCOMPARE(need.neat, metrics.horizontalAdvance(interval));
    QCOMPARE(need.least, metrics.horizontalAdvance(QStringLiteral("(0.830")));
    const auto lines = [&](int width) {
        return wrappedText(text, width, metrics)
            .replace(QChar(0x00a0), QLatin1Char(' '))
            .split(QLatin1Char('\n'));
    };
    QCOMPARE(lines(need.neat), (QStringList{QStringLiteral("0.883"), interval}));
    // Wider than its place by itself, it is broken after all.
    QVERIFY(lines(need.neat - 1).front().startsWith(QStringLiteral("0.883 (0.830")));
    // Words in parentheses are no interval.
    const TextNeed words = needOf(QStringLiteral("value (of the mean)"), metrics);
    QCOMPARE(words.neat, words.least);
}

void TestTableView::intervalsStayWholeBetweenTightColumns() {
    Table table{{"samples of", "told from data", "precision", "recall"}, {}};
    for (int i = 0; i < 3; ++i) {
        table.rows.push_back({TableCell("walkback"), TableCell("0.883 (0.830 to 0.935)"),
                              TableCell("0.01 (0.00 to 0.05)"), TableCell("0.74 (0.65 to 0.82)")});
    }
    TableView view(specOf());
    open(view, frameWith(table));
    QTableView* inside = tableOf(view);
    const QFontMetrics metrics(inside->font());
    const auto beside = [&] { // what stands beside the text of a cell
        const QModelIndex at = inside->model()->index(0, 1);
        return inside->columnWidth(1) - view.widthOf(at);
    };
    view.resize(900, 300);
    QTRY_COMPARE(inside->width(), 900);
    const int roomy = beside();
    // As many pixels as intervals, names and little room between them take.
    int needed = metrics.horizontalAdvance(QStringLiteral("walkback"));
    for (const char* interval : {"(0.830 to 0.935)", "(0.00 to 0.05)", "(0.65 to 0.82)"}) {
        needed += metrics.horizontalAdvance(QString::fromUtf8(interval));
    }
    view.resize(needed + 4 * (roomy - 6), 300);
    QTRY_VERIFY(beside() < roomy);
    QTRY_COMPARE(inside->horizontalScrollBar()->maximum(), 0);
    for (int column = 1; column < 4; ++column) {
        const QString text = wrappedText(inside->model()->index(0, column).data().toString(),
                                         view.widthOf(inside->model()->index(0, column)), metrics);
        QVERIFY2(text.count(QLatin1Char('\n')) <= 1, qPrintable(text));
    }
    view.resize(900, 300);
    QTRY_COMPARE(beside(), roomy);
}

void TestTableView::columnsShareTheWidth() {
    const std::vector<TextNeed> needs = {{20, 30}, {40, 300}, {60, 200}};
    QCOMPARE(sharedWidths(needs, 600), (std::vector<int>{30, 300, 200}));
    QCOMPARE(sharedWidths(needs, 330), (std::vector<int>{30, 150, 150}));
    QCOMPARE(sharedWidths(needs, 120), (std::vector<int>{20, 40, 60}));
    QVERIFY(sharedWidths(needs, 119).empty());
    QVERIFY(sharedWidths({}, 10).empty());
}

void TestTableView::tablesFitTheirPanel() {
    const Table table{{"H₀ begins", "E ‖P(H₀ | x) − P(H₁ | x)‖₁", "‖π − P‖₁ of the chain"},
                      {{"at zero", "0.4312", "0.3701"},
                       {"after 2 steps of burn-in", "0.2087", "0.3105"},
                       {"at the previous visit's H₁", "5.84e-13", "0.0021"}}};
    TableView view(specOf());
    open(view, frameWith(table));
    QTableView* inside = tableOf(view);
    QCOMPARE(inside->rowHeight(0), inside->verticalHeader()->defaultSectionSize());
    for (const int width : {355, 300}) {
        view.resize(width, 320);
        QTRY_COMPARE(inside->width(), width);
        QTRY_COMPARE(inside->horizontalScrollBar()->maximum(), 0);
        QVERIFY(inside->horizontalHeader()->length() <= width);
        QCOMPARE(inside->model()->rowCount(), 3);
        const QFontMetrics metrics(inside->font());
        for (int row = 0; row < 3; ++row) {
            for (int column = 1; column < 3; ++column) { // numbers are whole
                const QModelIndex at = inside->model()->index(row, column);
                QVERIFY(view.widthOf(at) >= metrics.horizontalAdvance(at.data().toString()));
            }
        }
        // Headings are broken, and have the height for that.
        QFont bold = inside->font();
        bold.setWeight(QFont::DemiBold);
        const QString heading = inside->model()->headerData(1, Qt::Horizontal).toString();
        const auto lines = heading.split(QLatin1Char('\n'));
        QVERIFY2(lines.size() > 1, qPrintable(heading));
        for (const QString& line : lines) {
            QVERIFY(QFontMetrics(bold).horizontalAdvance(line) <=
                    view.widthOf(inside->model()->index(0, 1)));
        }
        QVERIFY(inside->horizontalHeader()->height() >=
                static_cast<int>(lines.size()) * QFontMetrics(bold).lineSpacing());
    }
    // The words of the longest cell stand in two lines.
    QVERIFY(inside->rowHeight(2) > inside->verticalHeader()->defaultSectionSize());
    // Where there is room again, all of it is on one line.
    view.resize(900, 320);
    QTRY_COMPARE(inside->rowHeight(2), inside->verticalHeader()->defaultSectionSize());
    QVERIFY(!inside->model()->headerData(1, Qt::Horizontal).toString().contains(QLatin1Char('\n')));
    QVERIFY(view.selectedText().startsWith(QStringLiteral("H₀ begins\tE ‖P(H₀ | x) − P(H₁")));
}

void TestTableView::fewRowsAreTurned() {
    const Table table{{"quantity", "‖π − π̃‖₁ measured", "bound of theorem 4", "‖K − K̃‖₁",
                       "mixing time", "spectral gap"},
                      {{"exact P(X | X̃)", "0.04154", "0.3101", "0.0152", "12", "0.31"}}};
    Table choosing = table;
    choosing.selects = "chain";
    const auto frame = [&](std::int64_t chosen) {
        auto made = std::make_shared<Frame>(*frameWith(choosing));
        made->scene = scorescope::test::sceneWith("chain", chosen);
        return made;
    };
    TableView view(specOf());
    open(view, frame(7));
    view.resize(270, 240);
    QTableView* inside = tableOf(view);
    const QAbstractItemModel* model = inside->model();
    QTRY_COMPARE(model->columnCount(), 2);
    QCOMPARE(model->rowCount(), 6);
    QTRY_COMPARE(inside->horizontalScrollBar()->maximum(), 0);
    QVERIFY(inside->horizontalHeader()->isHidden());
    inside->clearSelection();
    QCOMPARE(model->index(2, 0).data().toString(), QStringLiteral("bound of theorem 4"));
    QCOMPARE(model->index(2, 1).data().toString(), QStringLiteral("0.3101"));
    // What is copied is the table as it is.
    const QString whole = tableAsText(table);
    QCOMPARE(view.selectedText(), whole);
    inside->selectionModel()->select(model->index(4, 1), QItemSelectionModel::Select);
    QCOMPARE(view.selectedText(), QStringLiteral("mixing time\n12\n"));
    inside->clearSelection();
    inside->selectionModel()->select(model->index(4, 0), QItemSelectionModel::Select);
    QCOMPARE(view.selectedText(), QStringLiteral("mixing time\n12\n"));
    inside->clearSelection();
    // A click on a value chooses the row that it is of, one on a heading nothing.
    QSignalSpy edits(&view, &ArtifactView::parametersEdited);
    const auto click = [&](int row, int column) {
        QTest::mouseClick(inside->viewport(), Qt::LeftButton, Qt::NoModifier,
                          inside->visualRect(model->index(row, column)).center());
    };
    click(3, 0);
    QVERIFY(edits.isEmpty());
    click(3, 1);
    QCOMPARE(edits.count(), 1);
    QCOMPARE(edits[0][0].toJsonObject(), (QJsonObject{{"chain", 0}}));
    view.setFrame(frame(0));
    QTRY_VERIFY(model->index(3, 1).data(Qt::FontRole).value<QFont>().bold());
    QVERIFY(view.grab().toImage().width() > 0);
    view.resize(1200, 240);
    QTRY_COMPARE(model->columnCount(), 6);
    QVERIFY(!inside->horizontalHeader()->isHidden());
}

void TestTableView::onlyWhatFitsNeitherWayIsScrolled() {
    const std::string longWord(60, 'w');
    TableView view(specOf());
    open(view, frameWith(Table{{"a", longWord}, {{"1", longWord}}}));
    view.resize(200, 240);
    QTRY_VERIFY(tableOf(view)->horizontalScrollBar()->maximum() > 0);
    QCOMPARE(tableOf(view)->model()->columnCount(), 2);
    // With many rows the vertical scroll bar takes its part of the width.
    Table many{{"row", "what it is"}, {}};
    for (int i = 0; i < 60; ++i) {
        many.rows.push_back(
            {TableCell(std::to_string(i)), TableCell("some words to be broken here")});
    }
    view.setFrame(frameWith(many));
    QTRY_COMPARE(tableOf(view)->model()->rowCount(), 60);
    QTRY_VERIFY(tableOf(view)->verticalScrollBar()->maximum() > 0);
    QTRY_COMPARE(tableOf(view)->horizontalScrollBar()->maximum(), 0);
}

void TestTableView::widthsByHandStay() {
    TableView view(specOf());
    open(view, frameWith(chains()));
    QTableView* inside = tableOf(view);
    const int own = inside->columnWidth(0);
    inside->horizontalHeader()->resizeSection(0, own + 57);
    view.setFrame(
        frameWith(Table{chains().columns, {{"another", "0.1", "1", "longer than before"}}}));
    QTRY_COMPARE(inside->model()->index(0, 0).data().toString(), QStringLiteral("another"));
    QCOMPARE(inside->columnWidth(0), own + 57);
    view.fit();
    QVERIFY(inside->columnWidth(0) < own + 57);
}

void TestTableView::aClickSelectsARow() {
    Table rows = chains();
    rows.rows.push_back({"a note", "", "", ""});
    const auto frame = [&rows](const char* parameter, std::int64_t chain) {
        rows.selects = parameter;
        auto made = std::make_shared<Frame>(*frameWith(rows));
        made->scene = scorescope::test::sceneWith("chain", chain);
        return made;
    };
    TableView view(specOf());
    open(view, frame("chain", 0));
    QTableView* table = tableOf(view);
    QSignalSpy edits(&view, &ArtifactView::parametersEdited);
    const auto click = [&](int row, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QTest::mouseClick(table->viewport(), Qt::LeftButton, modifiers,
                          table->visualRect(table->model()->index(row, 1)).center());
    };
    click(2);
    QCOMPARE(edits.count(), 1);
    QCOMPARE(edits[0][0].toJsonObject(), (QJsonObject{{"chain", 2}}));
    click(0);                      // is selected already
    click(3);                      // is no row of the table
    click(1, Qt::ControlModifier); // gathers cells
    QCOMPARE(edits.count(), 1);
    table->setCurrentIndex(table->model()->index(1, 0));
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(edits.count(), 2);
    QCOMPARE(edits[1][0].toJsonObject(), (QJsonObject{{"chain", 1}}));
    const auto bold = [&](int row) {
        return table->model()->index(row, 0).data(Qt::FontRole).value<QFont>().bold();
    };
    const auto ink = [&](int row) {
        return table->model()->index(row, 0).data(Qt::ForegroundRole).value<QColor>();
    };
    QVERIFY(bold(0) && !bold(1));
    view.setFrame(frame("chain", 1));
    QTRY_VERIFY(bold(1) && !bold(0));
    QCOMPARE(ink(1), darkTheme().text);
    QCOMPARE(ink(0), darkTheme().dim);
    // Without a parameter a click only marks cells to copy.
    view.setFrame(frame("", 1));
    QTRY_VERIFY(!bold(1));
    click(2);
    QCOMPARE(edits.count(), 2);
}

void TestTableView::cannotBeEdited() {
    TableView view(specOf());
    open(view, frameWith(chains()));
    QTableView* table = tableOf(view);
    QTest::mouseDClick(table->viewport(), Qt::LeftButton, Qt::NoModifier,
                       table->visualRect(table->model()->index(0, 0)).center());
    QTest::keyClicks(table, QStringLiteral("no"));
    QCOMPARE(table->model()->index(0, 0).data().toString(), QStringLiteral("current"));
}

void TestTableView::strangeTablesAreDrawn() {
    Table ragged{{"a", "b", "c"}, {{"1"}, {}, {"1", "2", "3", "4"}}};
    Table wide{{std::string(500, 'w')}, {{std::string(2000, 'm')}}};
    Table many{{"row"}, {}};
    for (int i = 0; i < 2000; ++i) {
        many.rows.push_back({std::to_string(i)});
    }
    for (const ArtifactData& data :
         {ArtifactData(Table{}), ArtifactData(ragged), ArtifactData(wide), ArtifactData(many),
          ArtifactData(PointCloud{})}) {
        const FramePtr frame = frameWith(data);
        TableView view(specOf());
        open(view, frame);
        QVERIFY(!view.grab().isNull());
        QVERIFY(view.figurePanel()->aspectRatio() > 0.0);
        for (const QSize size : {QSize(400, 300), QSize(20, 10)}) {
            QImage image(size, QImage::Format_RGB32);
            image.fill(Qt::white);
            QPainter painter(&image);
            view.figurePanel()->draw(painter, QRectF(QPointF(), QSizeF(size)), FigureStyle());
        }
    }
}

/// What is printed of a table: the texts of its SVG.
QByteArray printed(const FigurePanel& panel, const ExportOptions& options, QStringList* beside) {
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("table.svg"));
    const QStringList files = exportFigure({&panel}, options, "{}", path);
    if (beside != nullptr) {
        *beside = files;
        for (QString& file : *beside) {
            QFile csv(file);
            file = csv.open(QIODevice::ReadOnly) ? QFileInfo(file).fileName() + QLatin1Char('\n') +
                                                       QString::fromUtf8(csv.readAll())
                                                 : QString();
        }
    }
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// No cell of a printed table is cut: what is too wide is broken into blocks of columns.
void TestTableView::printedCellsAreWhole() {
    Table table;
    table.rows.resize(3);
    for (int c = 0; c < 9; ++c) {
        table.columns.push_back("column number " + std::to_string(c));
        for (std::size_t r = 0; r < 3; ++r) {
            table.rows[r].push_back("cell " + std::to_string(c) + " of the row " +
                                    std::to_string(r));
        }
    }
    const auto panel = tablePanel(specOf(), *frameWith(table));
    QStringList beside;
    ExportOptions options;
    const QByteArray page = printed(*panel, options, &beside);
    for (int c = 0; c < 9; ++c) {
        QVERIFY(page.contains("column number " + QByteArray::number(c)));
        QVERIFY(page.contains("cell " + QByteArray::number(c) + " of the row 2"));
    }
    QVERIFY(page.count("column number 0") > 1); // each block has the first column
    QVERIFY(beside.isEmpty());
    // It asks for a row of a page of its own, and needs one block there.
    const FigureStyle style;
    QVERIFY(panel->leastWidth(style) > 240.0);
    QVERIFY(panel->heightFor(240.0, style) > panel->heightFor(2000.0, style));
}

/// Rows that find no place are counted, and all of them lie beside the figure.
void TestTableView::rowsLeftOutLieBesideTheFigure() {
    Table table{{"row", "value"}, {}};
    for (int i = 0; i < 50; ++i) {
        table.rows.push_back(
            {TableCell("row " + std::to_string(i)), TableCell(std::to_string(-i))});
    }
    const auto panel = tablePanel(specOf(), *frameWith(table));
    QStringList beside;
    const QByteArray page = printed(*panel, {}, &beside);
    QVERIFY(page.contains(">row 19<") && !page.contains(">row 20<"));
    QVERIFY2(page.contains("… and 30 more rows, see CSV"), page.right(1500).constData());
    QVERIFY(page.contains(">−7<")); // a minus sign, not a hyphen
    QCOMPARE(beside.size(), 1);
    QVERIFY(beside[0].startsWith(QStringLiteral("table.csv\n")));
    QVERIFY(beside[0].contains(QStringLiteral("row 49")));
    ExportOptions high;
    high.heightMm = 280.0;
    QVERIFY(printed(*panel, high, &beside).contains(">row 49<"));
    QVERIFY(beside.isEmpty());
    // It knows by its size.
    QVERIFY(panel->leavesOut(QSizeF(600, 200), FigureStyle()));
    QVERIFY(!panel->leavesOut(QSizeF(600, 2000), FigureStyle()));
}

void TestTableView::missingAndWrongArtifacts() {
    const auto refusal = [](const ViewSpec& spec, const Frame& frame) {
        try {
            static_cast<void>(tablePanel(spec, frame));
        } catch (const InputError& error) {
            return error.message();
        }
        return std::string("accepted");
    };
    Frame empty;
    QVERIFY(refusal(specOf(), empty).find("no artifact 'summary'") != std::string::npos);
    QCOMPARE(refusal(specOf(), *frameWith(PointCloud{})), std::string("'summary' is no table"));
    QCOMPARE(refusal(specOf(), *frameWith(chains())), std::string("accepted"));
    ViewSpec two = specOf();
    two.artifacts.push_back("other");
    QCOMPARE(refusal(two, *frameWith(chains())), std::string("must name one table"));
    ViewSpec options = specOf();
    options.options = nlohmann::ordered_json::parse(R"({"sorted": true})");
    QVERIFY(refusal(options, *frameWith(chains())).find("sorted") != std::string::npos);
    QVERIFY_THROWS_EXCEPTION(InputError, const TableView refused(options));
}

void TestTableView::exportsEveryFormat() {
    QTemporaryDir folder;
    const auto panel = tablePanel(specOf(), *frameWith(chains()));
    for (const char* ending : {"svg", "pdf", "png"}) {
        const QString path = folder.filePath(QStringLiteral("table.") + QLatin1String(ending));
        exportFigure({panel.get()}, ExportOptions{}, "{}", path);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY(bytes.size() > 500);
        // Text stays text.
        QVERIFY(std::string(ending) != "svg" || bytes.contains("walkback"));
    }
    const QString path = folder.filePath(QStringLiteral("table.csv"));
    exportData({panel.get()}, path);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().contains("walkback"));
}

QTEST_MAIN(TestTableView)
#include "tst_table_view.moc"
