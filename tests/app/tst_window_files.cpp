// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What comes into the window and leaves it: scenes, checkpoints, figures, data, recovery.
#include "app/window/autosave.h"
#include "app/window/style.h"
#include "engine/core/recovery.h"
#include "tests/support/window_test.h"

#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QDir>
#include <QDropEvent>
#include <QImage>
#include <QLabel>
#include <QMessageBox>
#include <QMimeData>
#include <QProcess>
#include <QRegularExpression>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::app;
using namespace scorescope::test;

class TestWindowFiles : public WindowTest {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(folder_.isValid()); }
    void init() { open(); }
    void cleanup() { window_.reset(); }

    void refusedFileReturns();
    void opensADroppedScene();
    void takesADroppedImage();
    void tellsWhatIsWrongWithAScene();
    void opensFromTheGallery();
    void asksBeforeClosing();
    void savesTheScene();
    void savesAndLoadsACheckpoint();
    void exportsData_data();
    void exportsData();
    void exportsFigures_data();
    void exportsFigures();
    void copiesThePicture();
    void copiesTheData();
    void recoversWhatACrashLeft();
    void recoversAfterAKill();
    void recoversTheRunAfterAKill();
    void recoversTheSceneOfARunThatIsDamaged();

private:
    /// This program with `argument`, until it has said `word`; then it is killed.
    void killAfter(const char* argument, const char* word);

    QTemporaryDir folder_;
};

void TestWindowFiles::refusedFileReturns() {
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("huge.json"));
    auto scene = nlohmann::ordered_json::parse(smallSceneJson());
    scene["title"] = "Huge";
    scene["parameters"]["hidden_units"] = 1'000'000'000;
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(scene.dump()));
    file.close();
    const std::string title = window_->document().scene().title;
    window_->openFile(path);
    QTRY_VERIFY_WITH_TIMEOUT(find<QWidget>("message_bar")->isVisible(), patience);
    QCOMPARE(window_->document().scene().title, title);
    QCOMPARE(hiddenUnits(), std::int64_t{32});
    QVERIFY(window_->document().file().isEmpty());
    QVERIFY(!window_->document().isModified());
}

void TestWindowFiles::opensADroppedScene() {
    auto json = nlohmann::ordered_json::parse(smallSceneJson());
    json["title"] = "Dropped";
    const QString path = folder_.filePath(QStringLiteral("dropped.json"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(json.dump()));
    file.close();
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter(QPoint(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window_.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window_.get(), &drop);
    QTRY_COMPARE(QString::fromStdString(window_->document().scene().title),
                 QStringLiteral("Dropped"));
    QCOMPARE(window_->document().file(), path);
}

/// A chain starts from the image that is dropped; a figure with a scene in it is opened.
void TestWindowFiles::takesADroppedImage() {
    const auto drop = [this](const QString& path) {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path)});
        QDragEnterEvent enter(QPoint(400, 300), Qt::CopyAction, &data, Qt::LeftButton,
                              Qt::NoModifier);
        QApplication::sendEvent(window_.get(), &enter);
        QDropEvent event(QPointF(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(window_.get(), &event);
    };
    const nlohmann::ordered_json json = {{"scorescope", 2},
                                         {"title", "Digits"},
                                         {"experiment", "digit_network"},
                                         {"steps", 5},
                                         {"parameters",
                                          {{"digits", "drawn"},
                                           {"training_images", 20},
                                           {"test_images", 10},
                                           {"layers", "6"},
                                           {"batch_size", 4},
                                           {"sample_from", 1000}}},
                                         {"views",
                                          {{{"name", "step"},
                                            {"kind", "images"},
                                            {"title", "A step"},
                                            {"place", "main"},
                                            {"artifacts", {"chain_step"}},
                                            {"options", nlohmann::ordered_json::object()}}}}};
    const QString scene = folder_.filePath(QStringLiteral("digits.json"));
    QFile file(scene);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(json.dump()));
    file.close();
    window_->openFile(scene);
    const auto shown = [this]() -> float {
        const FramePtr frame = window_->frame();
        const auto step = frame ? frame->find("chain_step") : nullptr;
        const auto* grid = step ? std::get_if<ImageGrid>(&step->data) : nullptr;
        return grid == nullptr || grid->pixels.empty() ? -1.0F : grid->pixels.front();
    };
    QTRY_COMPARE_WITH_TIMEOUT(shown(), 0.0F, patience); // the corner of a digit
    const QString own = folder_.filePath(QStringLiteral("own.png"));
    QImage white(56, 56, QImage::Format_Grayscale8);
    white.fill(Qt::white);
    QVERIFY(white.save(own));
    drop(own);
    QTRY_COMPARE_WITH_TIMEOUT(shown(), 1.0F, patience);
    QCOMPARE(window_->document().scene().parameters.text("own_image"), own.toStdString());
    QCOMPARE(QString::fromStdString(window_->document().scene().title), QStringLiteral("Digits"));
    // What the experiment can be told to do is a button, with a key: a part of a chain step.
    auto* button = find<QToolButton>("do_chain_part");
    QVERIFY(button->isVisible());
    QTest::mouseClick(button, Qt::LeftButton);
    const auto second = [this]() -> float {
        const FramePtr frame = window_->frame();
        const auto step = frame ? frame->find("chain_step") : nullptr;
        const auto* grid = step ? std::get_if<ImageGrid>(&step->data) : nullptr;
        return grid == nullptr || grid->pixels.empty() ? -1.0F : grid->pixels[2 * 28 * 28];
    };
    QTRY_VERIFY_WITH_TIMEOUT(std::isnan(second()), patience); // no mean of P(X | h) yet
    QTest::keyClick(window_.get(), Qt::Key_2, Qt::AltModifier);
    QTest::keyClick(window_.get(), Qt::Key_2, Qt::AltModifier);
    QTRY_VERIFY_WITH_TIMEOUT(!std::isnan(second()), patience);
    QCOMPARE(step(), std::uint64_t{0}); // without a step of training
    // Another kind of file is no image for this scene: it is opened, or said why not.
    const QString other = folder_.filePath(QStringLiteral("other.txt"));
    QFile text(other);
    QVERIFY(text.open(QIODevice::WriteOnly));
    text.write("no scene");
    text.close();
    drop(other);
    QTRY_VERIFY_WITH_TIMEOUT(
        window_->findChild<QMessageBox*>(QStringLiteral("error_dialog")) != nullptr, patience);
    QTest::keyClick(find<QMessageBox>("error_dialog"), Qt::Key_Escape);
    QCOMPARE(window_->document().scene().parameters.text("own_image"), own.toStdString());
}

void TestWindowFiles::tellsWhatIsWrongWithAScene() {
    const QString path = folder_.filePath(QStringLiteral("bad.json"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    auto json = nlohmann::ordered_json::parse(smallSceneJson());
    json["parameters"]["hiden_units"] = 3;
    file.write(QByteArray::fromStdString(json.dump()));
    file.close();
    stepTo(1);
    window_->openFile(path);
    auto* box = find<QMessageBox>("error_dialog");
    QVERIFY2(box->informativeText().contains(QStringLiteral("hidden_units")),
             qPrintable(box->informativeText()));
    QTest::keyClick(box, Qt::Key_Escape);
    QCOMPARE(step(), std::uint64_t{1}); // nothing was lost
    QCOMPARE(hiddenUnits(), std::int64_t{32});
}

void TestWindowFiles::opensFromTheGallery() {
    find<QTabWidget>("left_tabs")->setCurrentIndex(0);
    auto* tree = find<QTreeWidget>("scene_list");
    QTreeWidgetItem* item = tree->topLevelItem(1)->child(0); // below those opened last
    tree->scrollToItem(item);
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualItemRect(item).center());
    QTRY_COMPARE(QString::fromStdString(window_->document().scene().id),
                 item->data(0, Qt::UserRole).toString());
}

void TestWindowFiles::asksBeforeClosing() {
    type("parameter_hidden_units", "16");
    window_->close();
    QVERIFY(window_->isVisible());
    auto* box = find<QMessageBox>("unsaved_dialog");
    QTest::mouseClick(box->button(QMessageBox::Cancel), Qt::LeftButton);
    QVERIFY(window_->isVisible());
    QTRY_VERIFY(window_->findChild<QMessageBox*>(QStringLiteral("unsaved_dialog")) == nullptr);
    window_->close();
    box = find<QMessageBox>("unsaved_dialog");
    QTest::mouseClick(box->button(QMessageBox::Discard), Qt::LeftButton);
    QTRY_VERIFY(!window_->isVisible());
}

void TestWindowFiles::savesTheScene() {
    type("parameter_hidden_units", "16");
    key(Qt::Key_S, Qt::ControlModifier);
    const QString path = folder_.filePath(QStringLiteral("saved.json"));
    pickFile("save_dialog", path);
    QTRY_VERIFY(!window_->document().isModified());
    QCOMPARE(loadScene(path.toStdString(), registry_).parameters.integer("hidden_units"),
             std::int64_t{16});
}

void TestWindowFiles::savesAndLoadsACheckpoint() {
    stepTo(3);
    const double loss = window_->frame()->lastValue("loss");
    trigger("action_save_checkpoint");
    const QString path = folder_.filePath(QStringLiteral("checkpoint"));
    pickFile("save_checkpoint_dialog", path);
    QTRY_VERIFY_WITH_TIMEOUT(find<QLabel>("message_text")->text().contains(path), patience);
    stepTo(5);
    trigger("action_load_checkpoint");
    pickFile("load_checkpoint_dialog", path);
    QTRY_COMPARE_WITH_TIMEOUT(step(), std::uint64_t{3}, patience);
    QVERIFY(window_->frame()->lastValue("loss") == loss);
}

void TestWindowFiles::exportsData_data() {
    QTest::addColumn<QString>("ending");
    QTest::newRow("csv") << QStringLiteral("csv");
    QTest::newRow("npz") << QStringLiteral("npz");
}

void TestWindowFiles::exportsData() {
    QFETCH(QString, ending);
    stepTo(2);
    const QString path = folder_.filePath(QStringLiteral("data.") + ending);
    key(Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
    pickFile("export_data_dialog", path);
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(path).size() > 100, patience);
}

void TestWindowFiles::exportsFigures_data() {
    QTest::addColumn<QString>("ending");
    for (const char* ending : {"svg", "pdf", "png"}) {
        QTest::newRow(ending) << QString::fromLatin1(ending);
    }
}

void TestWindowFiles::exportsFigures() {
    QFETCH(QString, ending);
    stepTo(2);
    key(Qt::Key_E, Qt::ControlModifier);
    auto* dialog = find<QDialog>("export_dialog");
    QTRY_VERIFY(dialog->isVisible());
    const QString path = folder_.filePath(QStringLiteral("figure.") + ending);
    auto* edit = dialog->findChild<QLineEdit*>(QStringLiteral("export_path"));
    QVERIFY(edit != nullptr);
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, path);
    auto* button = dialog->findChild<QAbstractButton*>(QStringLiteral("export_write"));
    QVERIFY(button != nullptr);
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(path).size() > 1000, patience);
    QTRY_VERIFY(window_->findChild<QDialog*>(QStringLiteral("export_dialog")) == nullptr);
    // What was written can be opened again: it carries its scene.
    window_->openFile(path);
    QTRY_COMPARE_WITH_TIMEOUT(step(), std::uint64_t{0}, patience);
    QCOMPARE(hiddenUnits(), std::int64_t{32});
}

void TestWindowFiles::copiesThePicture() {
    QApplication::clipboard()->clear();
    key(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(!QApplication::clipboard()->image().isNull());
    // Programs that draw take it as a drawing, with its scene.
    const QByteArray svg =
        QApplication::clipboard()->mimeData()->data(QStringLiteral("image/svg+xml"));
    QVERIFY(svg.contains("<svg") && svg.contains("regularized_autoencoder"));
}

void TestWindowFiles::copiesTheData() {
    stepTo(3);
    QTest::mouseClick(find<QWidget>("view_loss"), Qt::LeftButton);
    QApplication::clipboard()->clear();
    key(Qt::Key_C, Qt::ControlModifier | Qt::AltModifier);
    QTRY_VERIFY(!QApplication::clipboard()->text().isEmpty());
    const QStringList lines = QApplication::clipboard()->text().split(QLatin1Char('\n'));
    const QStringList head = lines.first().trimmed().split(QLatin1Char('\t'));
    QVERIFY(head.contains(QStringLiteral("step")) && head.contains(QStringLiteral("value")));
    QVERIFY(lines.filter(QRegularExpression(QStringLiteral("^loss\t"))).size() >= 3);
    QVERIFY(QApplication::clipboard()->mimeData()->hasFormat(QStringLiteral("text/csv")));
}

void TestWindowFiles::recoversWhatACrashLeft() {
    window_.reset();
    {
        // The lock of a program that is gone: an id that no process has.
        const QString path = Autosave::standardFolder() + QStringLiteral("/left.json");
        nlohmann::ordered_json record;
        record["title"] = "Left behind";
        record["file"] = "";
        record["when"] = "2026-01-02T03:04:05Z";
        auto scene = nlohmann::ordered_json::parse(smallSceneJson());
        scene["parameters"]["hidden_units"] = 7;
        record["scene"] = scene;
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray::fromStdString(record.dump()));
    }
    window_ = makeWindow(registry_);
    window_->show();
    QVERIFY(find<QLabel>("message_text")->text().contains(QStringLiteral("Left behind")));
    click("message_recover");
    QTRY_COMPARE(hiddenUnits(), std::int64_t{7});
    QVERIFY(window_->document().isModified());
}

void TestWindowFiles::killAfter(const char* argument, const char* word) {
    window_.reset();
    QProcess child;
    child.start(QCoreApplication::applicationFilePath(), {QString::fromLatin1(argument)});
    QVERIFY(child.waitForStarted());
    QByteArray said;
    QTRY_VERIFY_WITH_TIMEOUT((said += child.readAllStandardOutput()).contains(word), patience);
    child.kill();
    QVERIFY(child.waitForFinished());
}

void TestWindowFiles::recoversTheRunAfterAKill() {
    killAfter("--train-edit-and-wait", "kept");
    const QDir folder(Autosave::standardFolder());
    const QStringList kept = folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    QCOMPARE(kept.size(), 1);
    const std::uint64_t step = newestKept(folder.filePath(kept.front()).toStdString())
                                   .value_or(scorescope::RecoverableRun{})
                                   .step;
    QVERIFY(step > 0);
    window_ = makeWindow(registry_);
    window_->show();
    QVERIFY(find<QLabel>("message_text")
                ->text()
                .contains(QStringLiteral("step %1 of it was kept").arg(groupedNumber(step))));
    click("message_recover");
    QTRY_COMPARE_WITH_TIMEOUT(this->step(), step, patience);
    QCOMPARE(window_->frame()->head, step);
    QVERIFY(std::isfinite(window_->frame()->lastValue("loss")));
    QTRY_VERIFY_WITH_TIMEOUT(
        find<QLabel>("message_text")
            ->text()
            .contains(QStringLiteral("is recovered at step %1").arg(groupedNumber(step))),
        patience);
    // The edit waits for a restart, as it did; what could be changed while running was changed.
    QCOMPARE(hiddenUnits(), std::int64_t{11});
    QCOMPARE(window_->document().pending(), std::vector<std::string>{"hidden_units"});
    QTRY_COMPARE_WITH_TIMEOUT(
        window_->frame()->scene->parameters.integer("hidden_units"),
        parseScene(smallSceneJson(), "small", registry_).parameters.integer("hidden_units"),
        patience);
    // Until its run is kept again, what was recovered stays where it is, for this window alone.
    QVERIFY(folder.exists(kept.front()));
    QVERIFY(Autosave(folder.path()).leftovers().empty());
    window_->close();
    QTRY_VERIFY(window_->findChild<QMessageBox*>(QStringLiteral("unsaved_dialog")) != nullptr);
    auto* box = find<QMessageBox>("unsaved_dialog");
    QTest::mouseClick(box->button(QMessageBox::Discard), Qt::LeftButton);
    QTRY_VERIFY(!window_->isVisible());
    window_.reset();
    QVERIFY(folder.isEmpty(QDir::AllEntries | QDir::NoDotAndDotDot));
}

void TestWindowFiles::recoversTheSceneOfARunThatIsDamaged() {
    killAfter("--train-edit-and-wait", "kept");
    const QDir folder(Autosave::standardFolder());
    const QString kept = folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot).value(0);
    const auto run = newestKept(folder.filePath(kept).toStdString());
    QVERIFY(run);
    // Bytes that no checkpoint has, as many as before.
    QFile tensors(QString::fromStdString(run->folder) + QStringLiteral("/state.safetensors"));
    const qint64 size = tensors.size();
    QVERIFY(tensors.open(QIODevice::WriteOnly));
    tensors.write(QByteArray(size, 'x'));
    tensors.close();
    window_ = makeWindow(registry_);
    window_->show();
    click("message_recover");
    QTRY_VERIFY_WITH_TIMEOUT(find<QLabel>("message_text")->text().contains("state.safetensors"),
                             patience);
    QCOMPARE(hiddenUnits(), std::int64_t{11});
    QCOMPARE(step(), std::uint64_t{0});
}

void TestWindowFiles::recoversAfterAKill() {
    killAfter("--edit-and-wait", "saved");
    window_ = makeWindow(registry_);
    window_->show();
    click("message_recover");
    QTRY_COMPARE(hiddenUnits(), std::int64_t{11});
}

namespace {

/// The parts of the kill tests that get killed: edit a scene, after some training if asked to, and
/// wait.
int editAndWait(bool train) {
    const Registry registry = registerLabs();
    const std::unique_ptr<MainWindow> window = makeWindow(registry, train ? 1e-3 : 10.0);
    window->show();
    const QDir folder(Autosave::standardFolder());
    const auto waitFor = [](const std::function<bool()>& condition) {
        while (!condition()) {
            QApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
        }
    };
    const auto keptFolder = [&] {
        return folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot).value(0);
    };
    if (train) {
        window->findChild<QAction*>(QStringLiteral("action_run"))->trigger();
        waitFor([&] {
            return newestKept(folder.filePath(keptFolder()).toStdString()).has_value() &&
                   window->frame()->head > 0; // an edit before that would begin the run anew
        });
    }
    auto* field = window->findChild<QAbstractSpinBox*>(QStringLiteral("parameter_hidden_units"));
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, QStringLiteral("11"));
    QTest::keyClick(field, Qt::Key_Return);
    waitFor([&] {
        QFile file(folder.filePath(folder.entryList({QStringLiteral("*.json")}).value(0)));
        return file.open(QIODevice::ReadOnly) && file.readAll().contains("\"hidden_units\": 11");
    });
    std::puts(train ? "kept" : "saved");
    std::fflush(stdout);
    return QApplication::exec();
}

} // namespace

int main(int argc, char** argv) {
    const WindowTestHome home;
    QApplication application(argc, argv);
    const std::string part = argc > 1 ? argv[1] : "";
    if (part == "--edit-and-wait" || part == "--train-edit-and-wait") {
        return editAndWait(part == "--train-edit-and-wait");
    }
    TestWindowFiles test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_window_files.moc"
