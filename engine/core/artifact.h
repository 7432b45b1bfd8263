// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/pixel_mask.h"
#include "engine/core/series.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// Artifacts: what an experiment shows. A closed set of plain value types without any library's
/// types inside, so that a view, a file writer or the history needs to know nothing of the lab an
/// artifact came from. All are immutable once they are in a Frame. Grids and matrices are stored
/// row by row (row-major), row 0 at the lowest y for fields and at the top for images and tables.
namespace scorescope {

/// What an axis or a colour shows: a name as printed ("x₀") and a unit ("" for pure numbers).
struct Quantity {
    std::string label;
    std::string unit;
};

/// What a person can select (a layer, a digit, an eigenvalue, a worker, a chain) is the value of a
/// live integer parameter: an artifact whose parts can be clicked names it, and all views of the
/// same parameter mark the same part. Empty: nothing of it can be selected.
using SelectionParameter = std::string;

/// A scalar against training step, e.g. a loss. Never dropped or thinned.
struct SeriesArtifact {
    Series points;
    Series low;             ///< lower edge of a band, empty if there is none
    Series high;            ///< upper edge of a band, empty if there is none
    std::string bandLabel;  ///< the statistic of the band ("min–max of 5 seeds")
    bool reference = false; ///< a constant or closed form to compare with: drawn dashed
    SelectionParameter selects = {};
    std::int64_t item = 0; ///< what a click on this series selects
};

/// Curves y(x), paths, measured points or stems; NaN breaks a line.
struct Lines {
    enum class Style {
        line,
        points, ///< dots without a line
        stems,  ///< each dot with a line down to 0
    };
    struct Line {
        std::string label;
        std::vector<double> x;
        std::vector<double> y;
        bool dashed = false;
        Style style = Style::line;
        bool hollow = false; ///< of its dots
        /// Error bars: their ends, in y's units. Empty, or one per point; NaN where there is none.
        std::vector<double> low = {};
        std::vector<double> high = {};
        bool secondAxis = false; ///< y belongs to the axis at the right
    };
    std::vector<Line> lines;
    /// Empty, or the live text parameter that holds the points of one path ("x y; x y; …"): a
    /// person may then draw it, and the view asks for the parameter's new text.
    std::string parameter = {};
    Quantity second = {};            ///< on the axis at the right
    SelectionParameter selects = {}; ///< a click on a line sets it to the line's index
};

/// Points in the plane with an optional value each (colour).
struct Scatter {
    std::vector<float> x;
    std::vector<float> y;
    std::vector<float> value; ///< empty, or one per point
    /// Empty, or the text parameter that holds these points ("x y; x y; …"): a person may then
    /// paint, erase and drag them, and the view asks for the parameter's new text.
    std::string parameter = {};
    std::vector<std::uint8_t> hollow = {}; ///< empty, or one per point: not 0 is drawn as a ring
    SelectionParameter selects = {};       ///< a click sets it to the point's index
};

/// Single points that mean something: fixed points, the proposal of a chain, handles to drag.
struct Markers {
    struct Marker {
        double x = 0.0;
        double y = 0.0;
        /// "attractor", "spurious_attractor", "saddle", "source", "center", "current", "accepted",
        /// "rejected", "handle", "predicted", "point": set shape and colour; others are "point".
        std::string kind;
        std::string label; ///< drawn beside it; may be empty
        /// Live real parameters that follow a drag along x and y; empty where it does not move.
        std::string xParameter;
        std::string yParameter;
    };
    std::vector<Marker> markers;
};

struct Histogram {
    std::vector<double> edges; ///< n + 1, increasing
    std::vector<double> count; ///< n
};

/// Points in d dimensions, row-major [n × dimensions].
struct PointCloud {
    std::size_t dimensions = 0;
    std::vector<float> coordinates;
    std::vector<float> value; ///< empty, or one per point
};

/// Vectors at points in d dimensions, both row-major [n × dimensions]: arrows in space (d = 3), or
/// along a line (d = 1, drawn on the x axis).
struct VectorCloud {
    std::size_t dimensions = 0;
    std::vector<float> coordinates;
    std::vector<float> vectors;
};

/// A regular grid in the plane: nodes x_i = xMin + i (xMax − xMin)/(columns − 1), likewise y.
struct Grid {
    double xMin = 0.0;
    double xMax = 1.0;
    double yMin = 0.0;
    double yMax = 1.0;
    std::size_t columns = 0;
    std::size_t rows = 0;

    [[nodiscard]] std::size_t size() const noexcept { return columns * rows; }
    [[nodiscard]] double x(std::size_t column) const noexcept {
        return columns < 2 ? 0.5 * (xMin + xMax)
                           : xMin + (xMax - xMin) * static_cast<double>(column) /
                                        static_cast<double>(columns - 1);
    }
    [[nodiscard]] double y(std::size_t row) const noexcept {
        return rows < 2 ? 0.5 * (yMin + yMax)
                        : yMin + (yMax - yMin) * static_cast<double>(row) /
                                     static_cast<double>(rows - 1);
    }
    friend bool operator==(const Grid& a, const Grid& b) noexcept {
        return a.xMin == b.xMin && a.xMax == b.xMax && a.yMin == b.yMin && a.yMax == b.yMax &&
               a.columns == b.columns && a.rows == b.rows;
    }
};

/// Names of the live parameters that follow what a view shows of a field: the edges of the region,
/// and nodes along x. Empty where a view cannot ask.
struct RegionParameters {
    std::string xMin = {};
    std::string xMax = {};
    std::string yMin = {};
    std::string yMax = {};
    std::string resolution = {};

    /// Whether a view can move the region.
    [[nodiscard]] bool movable() const noexcept {
        return !xMin.empty() && !xMax.empty() && !yMin.empty() && !yMax.empty();
    }
};

/// Vectors (u, v) at the nodes of a grid, index row · columns + column.
struct VectorField {
    Grid grid;
    std::vector<float> u;
    std::vector<float> v;
    RegionParameters region = {};
};

/// Values at the nodes of a grid. `signedValues` asks for a diverging map centred on zero.
struct ScalarField {
    Grid grid;
    std::vector<float> values;
    bool signedValues = false;
    /// Not empty: values are indices into these names (basins of attraction), drawn in distinct
    /// colours; NaN is none of them.
    std::vector<std::string> categories = {};
    RegionParameters region = {};
    /// Pictures show no more above the least value than that: an energy where the density has long
    /// vanished would hide everything else. 0: they show all.
    double drawnSpan = 0.0;
};

/// Symmetric 2 × 2 tensors (xx, xy, yy) at points: drawn as ellipses whose axes are the sizes of
/// the eigenvalues.
struct TensorField {
    std::vector<float> x;
    std::vector<float> y;
    std::vector<std::array<float, 3>> tensor;
    RegionParameters region = {};
    /// The eigenvalue that is drawn at full length; larger ones are drawn no longer, and small ones
    /// at a twentieth of it. 0: the largest is, and all lengths are true.
    double fullLength = 0.0;
};

/// Paths of one chain or several, row-major [n × dimensions]; `accepted` (empty, or one per point)
/// tells Metropolis–Hastings moves from stays. Chain c begins at point `starts[c]`; without
/// `starts` all points are one chain's.
struct Trajectory {
    std::size_t dimensions = 0;
    std::vector<float> coordinates;
    std::vector<std::uint8_t> accepted;
    std::vector<std::size_t> starts = {}; ///< increasing, the first is 0
    SelectionParameter selects = {};      ///< a click sets it to the chain's index
};

/// Images of one size, grey or in colour, each row-major from the top with its channels together.
struct ImageGrid {
    std::size_t width = 0;
    std::size_t height = 0;
    std::size_t columns = 0;   ///< images per row of the grid
    std::vector<float> pixels; ///< [images × height × width × channels]; NaN = no pixel
    std::size_t channels = 1;  ///< 1, or 3 for red, green, blue
    /// The values drawn as black and as white, one range for all images; what lies outside is
    /// drawn as the nearer one, and counted.
    double black = 0.0;
    double white = 1.0;
    bool signedValues = false;                    ///< one channel on a diverging map centred on 0
    std::vector<std::string> captions = {};       ///< empty, or one per image
    std::vector<std::string> rowCaptions = {};    ///< empty, or one per row of the grid
    std::vector<std::string> columnCaptions = {}; ///< empty, or one per column
    std::vector<std::size_t> framed = {};         ///< images with a frame around them
    /// Empty, or [images × height × width]: not 0 is a pixel with a mark (one that was flipped).
    std::vector<std::uint8_t> marked = {};
    PixelMask mask = {}; ///< empty, or one per pixel of an image: those that are clamped
    SelectionParameter selects = {}; ///< a click sets it to the image's index
    /// The live text parameter that painting on an image sets (maskText()); empty for none.
    std::string paints = {};

    [[nodiscard]] std::size_t imageSize() const noexcept { return width * height * channels; }
    [[nodiscard]] std::size_t images() const noexcept {
        return imageSize() == 0 ? 0 : pixels.size() / imageSize();
    }
};

/// A matrix with rows and columns that have names or places on numeric axes, e.g. probe error by
/// layer × step. Named rows go down from the top; rows with numbers go up, as on any axis.
struct Heatmap {
    /// What is known of a cell besides its value.
    enum class CellState : std::uint8_t {
        measured,
        notComputed,    ///< not yet, or not asked for
        notConverged,   ///< the value is what was reached
        tooFewExamples, ///< the value says little
    };
    /// A value worth a tick on the colour bar.
    struct Reference {
        double value = 0.0;
        std::string label; ///< "chance"
    };
    std::vector<std::string> rowLabels;    ///< one per row, also where they have numbers
    std::vector<std::string> columnLabels; ///< one per column
    std::vector<float> values;             ///< [rows × columns], NaN = no value
    std::vector<double> rowPositions = {}; ///< empty (named), or increasing, one per row
    std::vector<double> columnPositions = {};
    bool columnsAreSteps = false; ///< positions are training steps: a line marks the moment shown
    bool signedValues = false;    ///< asks for a diverging map centred on zero
    std::vector<CellState> states = {}; ///< empty (all measured), or one per value
    std::vector<Reference> references = {};
    SelectionParameter selectsRow = {}; ///< a click sets it to the row's index
    SelectionParameter selectsColumn = {};

    [[nodiscard]] std::size_t rows() const noexcept { return rowLabels.size(); }
    [[nodiscard]] std::size_t columns() const noexcept { return columnLabels.size(); }
};

/// Nodes and the arrows between them: a chain, an unrolled network, layers with diodes (§9.A).
struct Graph {
    struct Node {
        std::string name; ///< "conv1"
        /// "input", "convolution", "pool", "dense", "activation", "add", "diode", "state", "noise",
        /// "output": sets the shape it is drawn with; others are plain boxes.
        std::string kind;
        double value = std::numeric_limits<double>::quiet_NaN(); ///< colour; NaN = none
        std::string detail = {};                                 ///< second line, "20 @ 12 × 12"
        /// Where it stands, in any unit, y upwards. Places hold only when all nodes have one; else
        /// a view lays the graph out by layers.
        std::optional<std::array<double, 2>> place = {};
    };
    struct Edge {
        std::size_t from = 0; ///< index of a node
        std::size_t to = 0;
        /// "forward", "skip", "diode" (no gradient comes back), "noise", "recurrent": sets its
        /// stroke; others are "forward".
        std::string kind = {};
        double weight = std::numeric_limits<double>::quiet_NaN(); ///< width; NaN = none
        std::string label = {};
    };
    std::vector<Node> nodes;
    std::vector<Edge> edges;
    bool signedValues = false;
    SelectionParameter selects = {}; ///< a click sets it to the node's index
};

/// Who did what from when to when: rows of bars over a common axis.
struct Spans {
    struct Span {
        std::size_t row = 0;
        double begin = 0.0; ///< in the unit of the artifact's x
        double end = 0.0;
        std::size_t category = 0; ///< index into `categories`
        std::string label = {};
    };
    std::vector<std::string> rows;       ///< "worker 1"
    std::vector<std::string> categories; ///< what the colours mean: "scores examples"
    std::vector<Span> spans;
    SelectionParameter selects = {}; ///< a click sets it to the row's index
};

/// A cell of a table: what people read, and the numbers behind it, whole, which files hold.
struct TableCell {
    TableCell(std::string words) : text(std::move(words)) {} // a cell is a text first
    TableCell(const char* words) : text(words) {}
    TableCell(std::string words, double number) : text(std::move(words)), numbers{number} {}
    TableCell(std::string words, std::vector<double> several)
        : text(std::move(words)), numbers(std::move(several)) {}

    std::string text;
    std::vector<double> numbers = {}; ///< none for words, one for a number, several for a vector
};

/// A number as text by one printf conversion ("%.3g"), and whole.
[[nodiscard]] TableCell numberCell(const char* format, double value);

/// Named cells of text and numbers: the inspector, summaries.
struct Table {
    std::vector<std::string> columns;
    std::vector<std::vector<TableCell>> rows;
    SelectionParameter selects = {}; ///< a click sets it to the row's index
};

using ArtifactData = std::variant<SeriesArtifact, Lines, Scatter, Markers, Histogram, PointCloud,
                                  VectorCloud, VectorField, ScalarField, TensorField, Trajectory,
                                  ImageGrid, Heatmap, Graph, Spans, Table>;

/// An artifact with its name (snake_case, unique in the experiment), its title as a person reads
/// it, the quantities on its axes and the quantity of its values.
struct Artifact {
    std::string name;
    std::string title;
    Quantity x;
    Quantity y;
    Quantity value;
    ArtifactData data;
};

/// The kind as it is named in scenes and files: "series", "vector_field", …
[[nodiscard]] std::string kindName(const ArtifactData& data);

/// Whether it shows nothing: no points, no finite value of a series. Files leave it out.
[[nodiscard]] bool isEmpty(const Artifact& artifact);

/// Bytes an artifact holds, for the history's budget. Series count only what the look itself needs,
/// because their blocks are shared.
[[nodiscard]] std::size_t memoryBytes(const Artifact& artifact);

} // namespace scorescope
