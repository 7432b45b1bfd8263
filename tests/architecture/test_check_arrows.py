#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows check_arrows.py each kind of wrong arrow, one at a time, and sees it found; and a good tree, and sees it pass."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
import check_arrows  # noqa: E402

# What is allowed, with the look-alikes that must not be mistaken for a wrong arrow.
GOOD = {
    "CMakeLists.txt": "# set(SCORESCOPE_LABS wrong)\nset(SCORESCOPE_LABS manifold gsn) # the labs\n",
    "engine/CMakeLists.txt": "# manifold is in the list\nforeach(lab IN LISTS SCORESCOPE_LABS)\nendforeach()\n",
    "engine/labs.cpp.in": '#include "engine/labs.h"\n@lab_declarations@\n',
    "engine/core/frame.h": '#include <queue>\n#include <quadmath.h>\n#include "engine/core/artifact.h"\n',
    "engine/core/frame.cpp": '// manifold, "manifold/x.h"\n/* #include <QString> */\nint n = 1\'000;\n'
                             'auto s = "the manifold: where data lie", manifoldDistance = "data";\n',
    "engine/data/toy.h": '#include "engine/core/frame.h"\n',
    "engine/nn/batches.h": '#include "engine/data/toy.h"\n',
    "engine/stats/energy.h": '#include "engine/data/toy.h"\n#include "engine/nn/net.h"\n',
    "engine/cuda/kernel.h": '#include "engine/nn/batches.h"\n',
    "engine/field/zeros.h": '#include "engine/nn/batches.h"\n',
    "engine/gsn/walk/back.cpp": '#include "engine/stats/energy.h"\n#include "engine/field/zeros.h"\n#include "engine/gsn/gsn.h"\n',
    "engine/nn/net_torch.cpp": "#include <torch/torch.h>\n#include <ATen/ATen.h>\n",
    "engine/manifold/manifold.h": '#include "engine/core/frame.h"\n#include "engine/data/toy.h"\n',
    "engine/manifold/manifold.cpp": '#include "engine/manifold/manifold.h"\n#include <Eigen/Dense>\n',
    "engine/gsn/chain.cpp": 'auto s = {real("clamp_strength", "c"), live(integer(\n"steps", "n"))};\n'
                            'void step() { series_.append("free_energy", 1.0, 2.0); }\n',
    "engine/gsn/gsn.h": '#include "engine/core/frame.h"\n',
    "views/field_view.h": '#include "engine/core/frame.h"\n#include <QWidget>\n#include <vtkActor.h>\n',
    "views/chart.cpp": '// "free_energy"\nauto t = tr("free_energy of a chain"), k = "steps";\n',
    "views/field_view.cpp": '#include "views/field_view.h"\n#include "field_view.moc"\n'
                            'auto t = tr("Distance to the manifold");\n',
    "app/window/main_window.cpp": '#include "views/field_view.h"\n#include "engine/labs.h"\n#include <QMainWindow>\n',
    "app/cli/cli.cpp": '#include "engine/labs.h"\n#include <CLI/CLI.hpp>\n',
    "app/CMakeLists.txt": "add_library(scorescope-app)\n",
    "views/CMakeLists.txt": "scorescope_window_target(views-base LINKS scorescope-core)\n",
    "views/curves/CMakeLists.txt": "scorescope_window_target(views-curves LINKS scorescope-views-base\n"
                                   "  PRIVATE_LINKS Qt6::Charts)\n",
    "views/plot/CMakeLists.txt": "scorescope_window_target(views-plot LINKS scorescope-views-curves)\n",
    "views/plot/plot.cpp": '#include "views/curves/curve.h"\n#include "views/field_view.h"\n',
    "app/window/CMakeLists.txt": "scorescope_window_target(app-window LINKS scorescope-views-base)\n",
}

# rule, file, text: each is the good tree with this one file added or replaced.
WRONG = [
    ("engine-no-qt", "engine/core/a.cpp", "#include <QString>\n"),
    ("engine-no-qt", "engine/core/a.h", "#  include <QtCore/QObject>\n"),
    ("engine-no-qt", "engine/manifold/a.cpp", "#include <qglobal.h>\n"),
    ("engine-no-vtk", "engine/manifold/a.cpp", "#include <vtkSmartPointer.h>\n"),
    ("engine-no-window", "engine/core/a.cpp", '#include "views/theme.h"\n'),
    ("engine-no-window", "engine/data/a.cpp", '#include "app/window/main_window.h"\n'),
    ("no-torch-in-headers", "engine/nn/net.h", "#include <torch/torch.h>\n"),
    ("no-torch-in-headers", "engine/nn/net_torch.h", "#include <c10/core/Device.h>\n"),
    ("torch-in-torch-files", "engine/nn/net.cpp", "#include <torch/script.h>\n"),
    ("window-no-torch", "views/a.cpp", "#include <torch/torch.h>\n"),
    ("window-no-torch", "views/a.h", "#include <ATen/ATen.h>\n"),
    ("window-no-torch", "app/window/a.cpp", "#include <torch/torch.h>\n"),
    ("views-no-app", "views/a.cpp", '#include "app/window/main_window.h"\n'),
    ("views-only-core", "views/a.cpp", '#include "engine/nn/net.h"\n'),
    ("labs-apart", "engine/gsn/a.cpp", '#include "engine/manifold/manifold.h"\n'),
    ("lab-unknown-outside", "app/window/a.cpp", '#include "engine/manifold/manifold.h"\n'),
    ("lab-unknown-outside", "views/a.cpp", '#include <engine/gsn/gsn.h>\n'),
    ("lab-unknown-outside", "engine/core/a.cpp", '#include "engine/gsn/gsn.h"\n'),
    ("lab-unknown-outside", "engine/nn/a.cpp", '#include "engine/manifold/manifold.h"\n'),
    ("core-at-the-bottom", "engine/core/a.cpp", '#include "engine/nn/net.h"\n'),
    ("core-at-the-bottom", "engine/core/a.cpp", '#include "engine/stats/energy.h"\n'),
    ("layers-point-down", "engine/data/a.cpp", '#include "engine/nn/batches.h"\n'),
    ("layers-point-down", "engine/data/a.cpp", '#include "engine/stats/energy.h"\n'),
    ("layers-point-down", "engine/nn/simd/a.h", '#include "engine/stats/energy.h"\n'),
    ("layers-point-down", "engine/stats/a.cpp", '#include "engine/cuda/kernel.h"\n'),
    ("layers-point-down", "engine/nn/a.cpp", '#include "engine/field/zeros.h"\n'),
    ("layers-point-down", "engine/field/a.cpp", '#include "engine/stats/energy.h"\n'),
    ("lab-unknown-outside", "engine/stats/a.cpp", '#include "engine/gsn/gsn.h"\n'),
    ("labs-apart", "engine/gsn/walk/a.cpp", '#include "engine/manifold/manifold.h"\n'),
    ("lab-listed", "engine/hessian/hessian.h", "#pragma once\n"),
    ("from-root", "views/a.cpp", '#include "field_view.h"\n'),
    ("from-root", "engine/core/a.cpp", '#include "../gsn/gsn.h"\n'),
    ("cli-without-gui", "app/cli/a.cpp", "#include <QCoreApplication>\n"),
    ("cli-without-gui", "app/cli/a.cpp", "#include <vtkActor.h>\n"),
    ("cli-without-gui", "app/cli/a.cpp", '#include "views/field_view.h"\n'),
    ("link-line", "views/curves/a.cpp", '#include "views/plot/plot.h"\n'),
    ("link-line", "views/a.cpp", '#include "views/curves/curve.h"\n'),
    ("link-line", "app/window/a.cpp", '#include "views/curves/curve.h"\n'),
    ("link-line", "views/CMakeLists.txt", "scorescope_window_target(views-base LINKS scorescope-views-plot)\n"),
    ("lab-name", "app/window/a.cpp", "auto r = manifold::start();\n"),
    ("lab-name", "views/a.cpp", "namespace scorescope::gsn {}\n"),
    ("lab-name", "engine/core/a.cpp", "void f(Registry& r) { registerManifold(r); }\n"),
    ("lab-name", "app/window/a.cpp", 'open("scenes/manifold/fig_3_5.json");\n'),
    ("lab-name", "app/cli/a.cpp", 'if (lab == "gsn") {}\n'),
    ("lab-name", "views/a.cpp", 'auto icon = R"x(:/icons/manifold.svg)x";\n'),
    ("lab-word", "app/window/a.cpp", 'auto v = p.real("clamp_strength");\n'),
    ("lab-word", "views/a.cpp", 'auto v = frame.lastValue("free_energy");\n'),
    ("lab-word", "engine/core/a.cpp", 'put("free_energy");\n'),
    ("lab-name", "app/CMakeLists.txt", "target_sources(scorescope-app PRIVATE gsn/panel.cpp)\n"),
    ("lab-name", "engine/CMakeLists.txt", "add_subdirectory(manifold)\n"),
    ("lab-name", "resources/scorescope.qrc", "<file>scenes/manifold/fig_3_5.json</file>\n"),
]


def write(root: Path, files: dict) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


class CheckArrows(unittest.TestCase):
    def findings(self, files):
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), files)
            return check_arrows.Tree(Path(folder)).check()

    def test_the_good_tree_passes(self):
        self.assertEqual([], self.findings(GOOD))

    def test_each_wrong_arrow_is_found_alone_and_in_its_place(self):
        for rule, file, text in WRONG:
            with self.subTest(rule=rule, file=file, text=text):
                found = self.findings({**GOOD, file: text})
                self.assertEqual([rule], [finding.rule for finding in found], found)
                self.assertTrue(found[0].file == file or file.startswith(found[0].file + "/"))
                self.assertEqual(1, found[0].line)

    def test_every_rule_has_its_wrong_arrow(self):
        source = Path(check_arrows.__file__).read_text(encoding="utf-8")
        import re
        rules = set(re.findall(r'"((?:[a-z]+-)+[a-z]+)",\s*\n?\s*f', source))
        self.assertEqual(rules, {rule for rule, _, _ in WRONG})

    def test_the_line_is_counted_behind_comments(self):
        text = '/* one\n two */\n// three\n#include <QString>\n'
        self.assertEqual(4, self.findings({**GOOD, "engine/core/a.h": text})[0].line)

    def test_as_a_program_it_exits_1_on_a_finding_and_0_without(self):
        for files, status in ((GOOD, 0), ({**GOOD, "engine/core/a.h": "#include <QString>\n"}, 1)):
            with tempfile.TemporaryDirectory() as folder:
                write(Path(folder), files)
                program = subprocess.run([sys.executable, check_arrows.__file__, folder],
                                         capture_output=True, text=True)
                self.assertEqual(status, program.returncode, program.stdout + program.stderr)


if __name__ == "__main__":
    unittest.main()
