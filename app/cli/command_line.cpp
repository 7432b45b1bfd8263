// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"

#include "app/cli/animate.h"
#include "app/cli/bench.h"
#include "app/cli/bound_spinning.h"
#include "app/cli/builtin_scenes.h"
#include "app/cli/describe.h"
#include "app/cli/doctor.h"
#include "app/cli/fetch.h"
#include "app/cli/interrupt_watch.h"
#include "app/cli/run_scene.h"
#include "app/cli/scene_options.h"
#include "app/cli/sweep_scene.h"
#include "engine/core/error.h"
#include "engine/core/open_file.h"
#include "engine/core/run.h"
#include "engine/core/text.h"
#include "engine/core/version.h"
#include "engine/cuda/workplace.h"
#include "engine/labs.h"

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <optional>
#include <sstream>
#include <utility>

namespace scorescope::app {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

/// Looks for GPUs, which takes a moment, only where one may be meant.
Device deviceFor(const std::string& request) {
    return resolveDevice(request,
                         request == "cpu" ? std::vector<std::string>() : cuda::usableGpus());
}

/// Once all is read and before anything is computed; see there. \returns the number of threads.
int readyToCompute(const char* const* arguments, const Threads& threads) {
    boundSpinning(arguments);
    return tuneProcess(threads);
}

/// A checkpoint of `step` continues its own scene; only the number of steps may differ, what may
/// change while it runs, and what is done later.
void refuseOtherScene(Scene checkpoint, Scene scene, std::uint64_t step,
                      const std::string& folder) {
    checkpoint.steps = scene.steps;
    for (Scene* each : {&checkpoint, &scene}) {
        std::vector<TimedAction>& actions = each->actions;
        actions.erase(std::remove_if(actions.begin(), actions.end(),
                                     [step](const TimedAction& act) { return act.step > step; }),
                      actions.end());
    }
    if (checkpoint.experiment == scene.experiment) {
        for (const auto& [name, value] : liveDifferences(checkpoint.parameters, scene.parameters)) {
            checkpoint.parameters.setValue(name, value);
        }
    }
    const std::vector<std::string> differences = sceneDifferences(checkpoint, scene);
    if (!differences.empty()) {
        throw InputError(folder, "",
                         "was taken from another scene; it differs in " + differences.front() +
                             (differences.size() > 1
                                  ? " and " + std::to_string(differences.size() - 1) + " more"
                                  : ""));
    }
}

int exportFigure(const char* const* arguments, const Registry& registry, const Hooks& hooks,
                 const SceneOptions& options, const std::vector<std::string>& views,
                 const FigureSettings& request, const std::string& output) {
    if (!hooks.writeFigure) {
        throw InputError("export", "",
                         "this build has no figures (it was made with SCORESCOPE_GUI=OFF)");
    }
    std::optional<Checkpoint> start;
    Scene scene;
    const fs::path checkpointFolder = fs::path(options.scene) / "checkpoint";
    if (fs::is_directory(options.scene)) {
        start = loadCheckpoint(checkpointFolder.string());
        scene = sceneOf(*start, registry);
        if (changesTheScene(options)) {
            throw InputError("export", "",
                             "a finished run cannot be changed; --thesis-size, --set, --act, "
                             "--steps and --seed go with a "
                             "scene");
        }
        look(options, scene);
    } else {
        scene = findScene(options.scene, registry, hooks);
        apply(options, scene, registry);
    }
    std::vector<std::string> shown = views;
    for (const ViewSpec& view : scene.views) {
        if (views.empty()) {
            shown.push_back(view.name);
        }
    }
    Interest interest;
    try {
        interest = interestOf(scene, shown);
    } catch (const InputError& error) {
        throw InputError("--view", "", error.message());
    }
    const Device device = deviceFor(options.device);
    const int threads = readyToCompute(arguments, {options.threads});
    const FramePtr frame = finalFrame(registry, scene, interest, device, threads, start);
    for (const std::string& file : hooks.writeFigure(scene, *frame, shown, request, output)) {
        std::cerr << "scorescope: not all of the data fit into the figure; " << file
                  << " has them all\n";
    }
    return 0;
}

int openWindow(const char* const* arguments, const Registry& registry, const Hooks& hooks,
               const std::string& scene, int threads, const std::string& device, bool run) {
    if (!scene.empty()) {
        static_cast<void>(
            findScene(scene, registry, hooks)); // a mistyped name is told before anything opens
    }
    if (!hooks.window) {
        throw InputError(
            "", "",
            "this build has no window (it was made with SCORESCOPE_GUI=OFF); try: scorescope run " +
                (scene.empty() ? std::string("fig_3_5") : scene) + " --out DIR");
    }
    WindowRequest request;
    request.scene = scene;
    request.run = run;
    request.device = deviceFor(device);
    // A team of threads waits for its last one, which is late when it shares its core.
    constexpr int windowsOwn = 1;
    request.threads = readyToCompute(arguments, {threads, windowsOwn});
    return hooks.window(registry, request);
}

void checkFigureKinds(const std::vector<std::string>& endings) {
    for (const std::string& ending : endings) {
        if (ending != "svg" && ending != "pdf" && ending != "png") {
            throw InputError("--figures", "",
                             "'" + ending + "' is not allowed; allowed is svg, pdf, png");
        }
    }
}

/// What a figure is to do without.
struct FigureSwitches {
    bool scene = false;
    bool letters = false;
    bool titles = false;
};

void addFigureOptions(CLI::App& command, FigureSettings& figure, FigureSwitches& without) {
    const std::string group = "Size and look of the figure";
    const auto positive = [&](const char* name, double& value, const char* unit, const char* help) {
        command.add_option(name, value, help)
            ->check(CLI::PositiveNumber)
            ->type_name(unit)
            ->group(group);
    };
    const auto flag = [&](const char* name, bool& value, const char* help) {
        command.add_flag(name, value, help)->group(group);
    };
    positive("--width", figure.widthMm, "MM",
             "Width (default 85 mm, one column; 178 mm for several views and for wide tables)");
    positive("--height", figure.heightMm, "MM",
             "Height (default: as the pictures like it; of a table at most 20 rows)");
    positive("--dpi", figure.dpi, "DPI", "Resolution of PNG (default 300)");
    command.add_option("--font", figure.font, "Typeface (default: the system's sans)")
        ->type_name("FAMILY")
        ->group(group);
    positive("--font-size", figure.fontPt, "PT", "Size of type (default 8 pt)");
    positive("--line-width", figure.lineWidthPt, "PT", "Width of lines (default 0.75 pt)");
    command.add_option("--title", figure.title, "Title above the figure (default none)")
        ->type_name("TEXT")
        ->group(group);
    command.add_option("--theme", figure.theme, "Colours: print, light or dark (default print)")
        ->check(CLI::IsMember({"print", "light", "dark"}))
        ->type_name("THEME")
        ->group(group);
    command
        .add_option("--columns", figure.columns,
                    "Views in a row (default: as square as possible); a view too wide for a "
                    "column gets a row of its own")
        ->check(CLI::Range(1, 100))
        ->type_name("N")
        ->group(group);
    flag("--no-letters", without.letters, "Without a, b, c at the panels of several views");
    flag("--no-titles", without.titles, "Without the views' titles at their panels");
    flag("--tools", figure.tools,
         "With what only serves the hand: handles to drag, the last proposals of chains");
    flag("--transparent", figure.transparent, "Without a ground");
    flag("--no-scene", without.scene, "Without the scene in the file (blind review)");
}

int dispatch(const Registry& registry, int argc, const char* const* argv, const Hooks& hooks) {
    CLI::App app{"Scorescope: a workbench for the experiments of a thesis on auto-encoders, "
                 "distributed training and "
                 "information representation"};
    app.name("scorescope");
    app.set_version_flag("--version", programVersion());
    std::string windowScene;
    int windowThreads = 0;
    std::string windowDevice = "auto";
    app.add_option("scene", windowScene, "Scene to open in the window");
    bool windowRun = false;
    app.add_flag("--run", windowRun, "Run it as soon as it is open");
    app.add_option("--threads", windowThreads,
                   "Threads to compute with; 0 = all cores but one, which the window keeps")
        ->check(CLI::Range(0, 1024));
    app.add_option(
        "--device", windowDevice,
        "auto, cpu, cuda, cuda:N, or emulated (GPU kernels played by the processor, for tests)");

    SceneOptions runOptions;
    RunRequest request;
    CLI::App* run = app.add_subcommand("run", "Run a scene without a window");
    addSceneOptions(*run, runOptions);
    run->add_option("--out", request.folder, "Folder to write into")->required();
    run->add_flag("--overwrite", request.overwrite, "Replace the run that the folder holds");
    run->add_option("--figures", request.figures, "Also draw every view: svg, pdf, png")
        ->delimiter(',');
    run->add_flag("--check", request.check, "Exit 1 when an expectation of the scene is not met");
    run->add_flag("-q,--quiet", request.quiet, "No progress on stderr");
    std::string continueFrom;
    const CLI::Option* continuing =
        run->add_option("--continue", continueFrom, "Checkpoint folder to continue from");

    SceneOptions exportOptions;
    std::vector<std::string> views;
    std::string output;
    CLI::App* exporting =
        app.add_subcommand("export", "Draw a figure of a finished run or of a scene");
    addSceneOptions(*exporting, exportOptions);
    exporting
        ->add_option("--view", views,
                     "View to draw; several make the panels of one figure (default all)")
        ->delimiter(',');
    FigureSettings figure;
    FigureSwitches without;
    addFigureOptions(*exporting, figure, without);
    exporting
        ->add_option("-o,--output", output,
                     "Figure (.svg, .pdf, .png) or its data (.csv, .npz). The rows of a table that "
                     "is too long for its place go into a CSV file beside the figure")
        ->required();

    SceneOptions filmOptions;
    AnimationRequest film;
    std::string filmSize = "1280x720";
    bool filmQuiet = false;
    CLI::App* filming = app.add_subcommand("animate", "Film a scene's run from its start");
    addSceneOptions(*filming, filmOptions);
    filming
        ->add_option("-o,--out", film.path,
                     "Film (.mp4, .gif), or NAME.png for a folder NAME of numbered pictures")
        ->required();
    filming->add_option("--view", film.views, "View to show (repeat for several; default all)")
        ->delimiter(',');
    filming->add_option("--size", filmSize, "Pixels, WIDTHxHEIGHT")->capture_default_str();
    filming->add_option("--fps", film.framesPerSecond, "Pictures a second")->capture_default_str();
    filming->add_option("--seconds", film.seconds, "Length")->capture_default_str();
    filming->add_option("--theme", film.theme, "print, light or dark")->capture_default_str();
    filming
        ->add_option("--spacing", film.spacing,
                     "Pictures evenly over the steps, or dense at first: even or log")
        ->capture_default_str();
    filming->add_option("--quality", film.quality, "MP4: 0 (best) to 51 (smallest)")
        ->capture_default_str();
    bool looseAxes = false;
    bool noCaption = false;
    bool noScene = false;
    filming->add_flag("--loose-axes", looseAxes,
                      "Limits follow each picture: the run is made once instead of twice");
    filming->add_flag("--no-caption", noCaption, "Without title and step");
    filming->add_flag("--no-scene", noScene, "Without the scene in the file (blind review)");
    filming->add_flag("-q,--quiet", filmQuiet, "No progress on stderr");

    SceneOptions sweepOptions;
    SweepRequest sweep;
    CLI::App* sweeping =
        app.add_subcommand("sweep", "Run a scene once for each value of a parameter or seed");
    addSceneOptions(*sweeping, sweepOptions);
    sweeping->add_option("--over", sweep.over,
                         "NAME=V1,V2,… or NAME=LOW:HIGH:COUNT or NAME=LOW:HIGH:COUNT:log; NAME is "
                         "a parameter or seed (default what the scene proposes)");
    sweeping->add_option("--out", sweep.folder, "Folder to write into")->required();
    sweeping->add_flag("--overwrite", sweep.overwrite, "Replace the sweep that the folder holds");
    sweeping
        ->add_option("--figures", sweep.figures,
                     "Draw the views, the runs side by side: svg, pdf, png")
        ->delimiter(',');
    sweeping->add_option("--view", sweep.views, "Views to draw (default all but close-ups)")
        ->delimiter(',');
    sweeping->add_flag("-q,--quiet", sweep.quiet, "No progress on stderr");

    bool json = false;
    CLI::App* scenes = app.add_subcommand("scenes", "List the scenes");
    scenes->add_flag("--json", json, "As JSON");

    std::string described;
    bool schema = false;
    CLI::App* describing = app.add_subcommand("describe", "Parameters of a scene or an experiment");
    describing->add_option("what", described, "Scene or experiment")->required();
    describing->add_flag("--schema", schema, "As a JSON Schema for scene files");

    std::vector<std::string> benchmarks;
    int benchThreads = 0;
    CLI::App* benching = app.add_subcommand("bench", "Measure speed against a reference, by turns");
    benching->add_option("name", benchmarks, "Benchmarks to run (default all)");
    benching->add_option("--threads", benchThreads, "Threads of both sides; 0 = all cores")
        ->check(CLI::Range(0, 1024));
    benching->add_flag("--json", json, "Rows as JSON");

    FetchRequest fetching;
    CLI::App* getting =
        app.add_subcommand("fetch", "Get a data set that does not travel with the program");
    getting->add_option("name", fetching.id, "Data set")->capture_default_str();
    getting->add_option("--into", fetching.folder,
                        "Folder to fetch into (default where it is looked for)");
    getting->add_flag("--sources", fetching.sources, "Print addresses and checksums, to be edited");
    getting->add_flag("-q,--quiet", fetching.quiet, "No progress on stderr");

    CLI::App* examining =
        app.add_subcommand("doctor", "What it runs on, and what would make it faster");
    // What labs bring read their arguments themselves.
    std::vector<CLI::App*> tools;
    for (const Tool& tool : registry.tools()) {
        tools.push_back(app.add_subcommand(tool.name, tool.title)->prefix_command());
        tools.back()->set_help_flag(); // that is theirs, too
    }
    app.require_subcommand(0, 1);

    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& success) { // --help, --version
        // Written at the end with everything else, where a failure is told with its reason.
        std::ostringstream text;
        const int status = app.exit(success, text, text);
        std::cout << text.str();
        return status;
    } catch (const CLI::ParseError& error) {
        throw InputError("", "", std::string(error.what()) + " (see scorescope --help)");
    }
    // From here on, so that a run that is interrupted while it is opened ends in good order, too.
    std::optional<InterruptWatch> watch;
    if (run->parsed() || filming->parsed() || sweeping->parsed() || getting->parsed()) {
        watch.emplace();
    }
    if (run->parsed()) {
        if (request.folder.empty()) {
            throw InputError("--out", "", "is empty; allowed is the name of a folder");
        }
        request.scene = findScene(runOptions.scene, registry, hooks);
        if (request.check && changesTheScene(runOptions)) {
            throw InputError("--check", "",
                             "does not go with --thesis-size, --set, --act, --steps or --seed: the "
                             "scene as it is "
                             "was measured, so this cannot be checked: " +
                                 expectationsText(request.scene));
        }
        apply(runOptions, request.scene, registry);
        if (request.scene.steps == 0 && !runOptions.steps.empty()) {
            throw InputError("--steps", "", "is 0, an endless run; allowed is 1 and more");
        }
        checkFigureKinds(request.figures);
        if (continuing->count() > 0) {
            if (continueFrom.empty()) {
                throw InputError("--continue", "", "is empty; allowed is a checkpoint's folder");
            }
            request.startFolder = continueFrom;
            request.start = loadCheckpoint(continueFrom);
            refuseOtherScene(sceneOf(*request.start, registry), request.scene,
                             stepOf(*request.start), continueFrom);
        }
        request.device = deviceFor(runOptions.device);
        request.threads = readyToCompute(argv, {runOptions.threads});
        return runScene(registry, request, hooks);
    }
    if (exporting->parsed()) {
        figure.embedScene = !without.scene;
        figure.panelLetters = !without.letters;
        figure.panelTitles = !without.titles;
        return exportFigure(argv, registry, hooks, exportOptions, views, figure, output);
    }
    if (filming->parsed()) {
        readFilmSize(filmSize, film);
        film.steadyAxes = !looseAxes;
        film.caption = !noCaption;
        film.embedScene = !noScene;
        Scene scene = findScene(filmOptions.scene, registry, hooks);
        apply(filmOptions, scene, registry);
        const Device device = deviceFor(filmOptions.device);
        return animate(registry, scene, device, readyToCompute(argv, {filmOptions.threads}), film,
                       filmQuiet, hooks);
    }
    if (sweeping->parsed()) {
        if (sweep.folder.empty()) {
            throw InputError("--out", "", "is empty; allowed is the name of a folder");
        }
        checkFigureKinds(sweep.figures);
        sweep.scene = findScene(sweepOptions.scene, registry, hooks);
        apply(sweepOptions, sweep.scene, registry);
        sweep.device = deviceFor(sweepOptions.device);
        sweep.threads = readyToCompute(argv, {sweepOptions.threads});
        return sweepScene(registry, sweep, hooks);
    }
    if (scenes->parsed()) {
        return listScenes(registry, json);
    }
    if (describing->parsed()) {
        return describe(registry, hooks, described, schema);
    }
    if (benching->parsed()) {
        return bench(registry, benchmarks, readyToCompute(argv, {benchThreads}), json);
    }
    if (getting->parsed()) {
        return fetch(fetching);
    }
    if (examining->parsed()) {
        return doctor(hooks.describeGraphics, tuneProcess({0}));
    }
    for (std::size_t i = 0; i < tools.size(); ++i) {
        if (tools[i]->parsed()) {
            return registry.tools()[i].run(tools[i]->remaining());
        }
    }
    return openWindow(argv, registry, hooks, windowScene, windowThreads, windowDevice, windowRun);
}

bool isFigure(const std::string& name) {
    std::string ending = fs::path(name).extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return ending == ".png" || ending == ".svg" || ending == ".pdf" || ending == ".mp4" ||
           ending == ".gif";
}

void complain(const std::string& text) {
    constexpr std::size_t longest = 1000;
    std::cerr << "scorescope: error: " << printable(text, longest) << '\n';
}

/// dispatch(), what it throws told in one line each. \returns the exit status.
int guarded(const Registry& registry, int argc, const char* const* argv, const Hooks& hooks) {
    try {
        return dispatch(registry, argc, argv, hooks);
    } catch (const InputError& error) {
        complain(error.what());
        return 2;
    } catch (const RunError& error) {
        complain(std::string(error.what()) + "; " + error.advice());
    } catch (const std::bad_alloc&) {
        complain("there is not enough memory for this");
    } catch (const std::exception& error) {
        complain(error.what());
    }
    return 1;
}

/// Where standard input, output or error is closed, the next file to be opened would take its
/// place, and output would be written into it. What stands in refuses to be written to.
void openStandardStreams() {
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(descriptor, F_GETFD) == -1 && ::open("/dev/null", O_RDONLY) != descriptor) {
            return; // there is no /dev/null: nothing better can be done
        }
    }
}

/// \returns `status`, or 1 when it is 0 and standard output could not be written (a full disk).
int withOutputWritten(int status) {
    // What was too much for the buffer may have failed before: then the reason is gone.
    errno = 0;
    std::cout.flush();
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && std::cout.good()) {
        return status;
    }
    complain("standard output: cannot be written" +
             (errno == 0 ? std::string() : ": " + systemReason()));
    return status == 0 ? 1 : status;
}

} // namespace

Scene findScene(const std::string& name, const Registry& registry, const Hooks& hooks) {
    std::error_code failure;
    if (fs::is_directory(name, failure) || fs::path(name).filename() == "run.json") {
        return loadRunScene(name, registry);
    }
    if (fs::is_regular_file(name, failure)) {
        if (isFigure(name)) {
            if (!hooks.sceneFromFigure) {
                throw InputError(
                    name, "",
                    "this build cannot read figures (it was made with SCORESCOPE_GUI=OFF)");
            }
            return parseScene(hooks.sceneFromFigure(name), name, registry);
        }
        return loadScene(name, registry);
    }
    std::vector<std::string> known;
    for (const BuiltinScene& builtin : builtinScenes()) {
        if (name == builtin.id || name == builtin.folder + "/" + builtin.id) {
            return parseScene(builtin.json, builtin.id + ".json", registry);
        }
        known.push_back(builtin.id);
    }
    throw InputError(name, "",
                     "there is no such file or built-in scene" + didYouMean(name, known) +
                         "; 'scorescope scenes' lists them");
}

int runCommandLine(const Registry& registry, int argc, const char* const* argv,
                   const Hooks& hooks) {
    openStandardStreams();
    return withOutputWritten(guarded(registry, argc, argv, hooks));
}

} // namespace scorescope::app
