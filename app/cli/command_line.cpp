// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"

#include "app/cli/animate.h"
#include "app/cli/bench.h"
#include "app/cli/bound_spinning.h"
#include "app/cli/builtin_scenes.h"
#include "app/cli/doctor.h"
#include "app/cli/interrupt_watch.h"
#include "app/cli/run_scene.h"
#include "app/cli/sweep_scene.h"
#include "engine/core/error.h"
#include "engine/core/number_text.h"
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
#include <charconv>
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

struct CommonOptions {
    std::string scene;
    std::vector<std::string> assignments;
    std::vector<std::string> acts; ///< as typed, read by parseTimedAction()
    std::string look;
    std::string steps; ///< as typed, checked by readCount()
    std::string seed;
    int threads = 0;
    std::string device = "auto";
};

/// A count as typed after an option; the range is the one of scene files.
std::uint64_t readCount(const std::string& option, const std::string& text) {
    std::uint64_t value = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec != std::errc() || parsed.ptr != end || value > 9007199254740992U) {
        throw InputError(option, "",
                         "'" + text +
                             "' is not allowed; allowed is an integer from 0 to 9007199254740992");
    }
    return value;
}

void addCommon(CLI::App& command, CommonOptions& options) {
    command
        .add_option("scene", options.scene,
                    "Scene file, figure that carries a scene, or built-in name (fig_3_5)")
        ->required();
    command
        .add_option("--set", options.assignments,
                    "Change a parameter: NAME=VALUE (repeat as needed)")
        ->type_name("NAME=VALUE")
        ->take_all()
        ->expected(1);
    command
        .add_option("--act", options.acts,
                    "Do what a click in the window does: 'start_chain 0.1 0.2', or at a step: "
                    "'start_chain 0.1 0.2 @200' (repeat as needed)")
        ->type_name("'NAME NUMBER... [@STEP]'")
        ->take_all()
        ->expected(1);
    command
        .add_option("--look", options.look,
                    "Point there, as the mouse does in the window: what follows the cursor is of "
                    "that point")
        ->type_name("X,Y,...");
    command.add_option("--steps", options.steps, "Steps to run instead of the scene's");
    command.add_option("--seed", options.seed, "Seed instead of the scene's");
    command.add_option("--threads", options.threads, "Threads to compute with; 0 = all cores")
        ->check(CLI::Range(0, 1024));
    command.add_option(
        "--device", options.device,
        "auto, cpu, cuda, cuda:N, or emulated (GPU kernels played by the processor, for tests)");
}

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

/// Numbers with commas between them.
std::vector<double> readPoint(const std::string& option, const std::string& text) {
    std::vector<double> point;
    std::istringstream parts(text);
    for (std::string part; std::getline(parts, part, ',');) {
        double value = 0.0;
        if (parseNumber(part, value) != NumberText::number) {
            throw InputError(option, "",
                             "'" + text + "' is not allowed; allowed is a point as X,Y");
        }
        point.push_back(value);
    }
    return point;
}

/// Whether other numbers come of it than of the scene as it is; --look only looks.
bool changesTheScene(const CommonOptions& options) {
    return !options.assignments.empty() || !options.acts.empty() || !options.seed.empty() ||
           !options.steps.empty();
}

void look(const CommonOptions& options, Scene& scene) {
    if (!options.look.empty()) {
        scene.cursor = readPoint("--look", options.look);
    }
}

void apply(const CommonOptions& options, Scene& scene, const Registry& registry) {
    for (const std::string& assignment : options.assignments) {
        const std::size_t equals = assignment.find('=');
        if (equals == std::string::npos || equals == 0) {
            throw InputError("--set", "", "'" + assignment + "' is not NAME=VALUE");
        }
        std::string name = assignment.substr(0, equals);
        const std::string prefix = "parameters.";
        if (name.rfind(prefix, 0) == 0) {
            name = name.substr(prefix.size());
        }
        try {
            scene.parameters.setText(name, assignment.substr(equals + 1));
        } catch (const InputError& error) {
            throw error.in("--set");
        }
    }
    if (const auto& check = registry.kind(scene.experiment).check) {
        try {
            check(scene.parameters);
        } catch (const InputError& error) {
            throw error.in(scene.file);
        }
    }
    for (const std::string& text : options.acts) {
        TimedAction timed = parseTimedAction(text);
        try {
            checkAction(registry.kind(scene.experiment).actions, timed.action);
        } catch (const InputError& error) {
            throw error.in("--act");
        }
        scene.actions.push_back(std::move(timed));
    }
    look(options, scene);
    if (!options.steps.empty()) {
        scene.steps = readCount("--steps", options.steps);
    }
    if (!options.seed.empty()) {
        scene.seed = readCount("--seed", options.seed);
    }
    // A changed scene is another experiment than the one its expectations were measured on.
    if (changesTheScene(options)) {
        scene.expect.clear();
    }
}

int listScenes(const Registry& registry, bool json) {
    ordered_json list = ordered_json::array();
    for (const BuiltinScene& builtin : builtinScenes()) {
        const Scene scene = parseScene(builtin.json, builtin.id + ".json", registry);
        if (json) {
            list.push_back({{"id", builtin.id},
                            {"folder", builtin.folder},
                            {"title", scene.title},
                            {"figure", scene.figure},
                            {"chapter", scene.chapter},
                            {"experiment", scene.experiment}});
        } else {
            std::cout << builtin.id << '\t' << (scene.figure.empty() ? "-" : scene.figure) << '\t'
                      << scene.title << '\n';
        }
    }
    if (json) {
        std::cout << list.dump(2) << '\n';
    }
    return 0;
}

int describe(const Registry& registry, const Hooks& hooks, const std::string& name, bool schema) {
    const std::vector<std::string> kinds = registry.names();
    const bool isKind = std::find(kinds.begin(), kinds.end(), name) != kinds.end();
    std::optional<Scene> scene;
    if (!isKind) {
        scene = findScene(name, registry, hooks);
    }
    const ExperimentKind& kind = registry.kind(isKind ? name : scene->experiment);
    if (schema) {
        std::cout << sceneSchema(kind.name, registry).dump(2) << '\n';
        return 0;
    }
    if (scene) {
        std::cout << scene->title << (scene->figure.empty() ? "" : " (" + scene->figure + ")")
                  << "\n\n"
                  << scene->notes << "\n\n";
    }
    std::cout << kind.name << ": " << kind.title << "\n\n" << kind.help << '\n';
    const Parameters values = scene ? scene->parameters : Parameters(kind.parameters);
    std::string group;
    for (const ParameterSpec& spec : kind.parameters.specs()) {
        if (spec.group != group) {
            group = spec.group;
            std::cout << '\n' << group << '\n';
        }
        std::cout << "  " << spec.name << " = " << toText(values.value(spec.name));
        if (spec.type == ParameterType::choice) {
            std::cout << "  (";
            for (std::size_t i = 0; i < spec.choices.size(); ++i) {
                std::cout << (i == 0 ? "" : ", ") << spec.choices[i];
            }
            std::cout << ')';
        } else if (spec.type == ParameterType::integer || spec.type == ParameterType::real) {
            std::cout << "  (" << toText(ParameterValue(spec.minimum)) << " to "
                      << toText(ParameterValue(spec.maximum)) << ')';
        }
        std::cout << (spec.live ? "  live" : "") << "\n      " << spec.help << '\n';
    }
    return 0;
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
                 const CommonOptions& options, const std::vector<std::string>& views,
                 const std::string& output) {
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
            throw InputError(
                "export", "",
                "a finished run cannot be changed; --set, --act, --steps and --seed go with a "
                "scene");
        }
        look(options, scene);
    } else {
        scene = findScene(options.scene, registry, hooks);
        apply(options, scene, registry);
    }
    std::vector<std::string> known;
    for (const ViewSpec& view : scene.views) {
        known.push_back(view.name);
    }
    for (const std::string& view : views) {
        if (std::find(known.begin(), known.end(), view) == known.end()) {
            throw InputError("--view", "",
                             "there is no view '" + view + "'" + didYouMean(view, known));
        }
    }
    const std::vector<std::string>& shown = views.empty() ? known : views;
    const Device device = deviceFor(options.device);
    const int threads = readyToCompute(arguments, {options.threads});
    const FramePtr frame =
        finalFrame(registry, scene, interestOf(scene, shown), device, threads, start);
    hooks.writeFigure(scene, *frame, shown, output);
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

    CommonOptions runOptions;
    RunRequest request;
    CLI::App* run = app.add_subcommand("run", "Run a scene without a window");
    addCommon(*run, runOptions);
    run->add_option("--out", request.folder, "Folder to write into")->required();
    run->add_option("--figures", request.figures, "Also draw every view: svg, pdf, png")
        ->delimiter(',');
    run->add_flag("--check", request.check, "Exit 1 when an expectation of the scene is not met");
    run->add_flag("-q,--quiet", request.quiet, "No progress on stderr");
    std::string continueFrom;
    const CLI::Option* continuing =
        run->add_option("--continue", continueFrom, "Checkpoint folder to continue from");

    CommonOptions exportOptions;
    std::vector<std::string> views;
    std::string output;
    CLI::App* exporting =
        app.add_subcommand("export", "Draw a figure of a finished run or of a scene");
    addCommon(*exporting, exportOptions);
    exporting->add_option("--view", views, "View to draw (several make panels; default all)")
        ->delimiter(',');
    exporting
        ->add_option("-o,--output", output, "Figure (.svg, .pdf, .png) or its data (.csv, .npz)")
        ->required();

    CommonOptions filmOptions;
    AnimationRequest film;
    std::string filmSize = "1280x720";
    bool filmQuiet = false;
    CLI::App* filming = app.add_subcommand("animate", "Film a scene's run from its start");
    addCommon(*filming, filmOptions);
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

    CommonOptions sweepOptions;
    SweepRequest sweep;
    CLI::App* sweeping =
        app.add_subcommand("sweep", "Run a scene once for each value of a parameter or seed");
    addCommon(*sweeping, sweepOptions);
    sweeping
        ->add_option("--over", sweep.over,
                     "NAME=V1,V2,… or NAME=LOW:HIGH:COUNT or NAME=LOW:HIGH:COUNT:log; NAME is a "
                     "parameter or seed")
        ->required();
    sweeping->add_option("--out", sweep.folder, "Folder to write into")->required();
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
    CLI::App* benching =
        app.add_subcommand("bench", "Measure speed against a reference in the same process");
    benching->add_option("name", benchmarks, "Benchmarks to run (default all)");
    benching->add_option("--threads", benchThreads, "Threads of both sides; 0 = all cores")
        ->check(CLI::Range(0, 1024));
    benching->add_flag("--json", json, "Rows as JSON");

    CLI::App* examining =
        app.add_subcommand("doctor", "What it runs on, and what would make it faster");
    // What labs bring read their arguments themselves.
    std::vector<CLI::App*> tools;
    for (const Tool& tool : registry.tools()) {
        tools.push_back(app.add_subcommand(tool.name, tool.title)->prefix_command());
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
    if (run->parsed() || filming->parsed() || sweeping->parsed()) {
        watch.emplace();
    }
    if (run->parsed()) {
        if (request.folder.empty()) {
            throw InputError("--out", "", "is empty; allowed is the name of a folder");
        }
        request.scene = findScene(runOptions.scene, registry, hooks);
        if (request.check && changesTheScene(runOptions)) {
            throw InputError(
                "--check", "",
                "does not go with --set, --act, --steps or --seed: what the scene expects holds "
                "for the scene as it is");
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
        return exportFigure(argv, registry, hooks, exportOptions, views, output);
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
