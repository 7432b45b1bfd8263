// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_vtk.h"

#include <QLoggingCategory>
#include <QString>
#include <vtkActor.h>
#include <vtkCallbackCommand.h>
#include <vtkCamera.h>
#include <vtkCellArray.h>
#include <vtkFloatArray.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkOpenGLFramebufferObject.h>
#include <vtkOpenGLState.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkTexture.h>
#include <vtkTypeInt32Array.h>
#include <vtkUnsignedCharArray.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <utility>

namespace scorescope::views {
namespace {

// What lies over what; the camera looks down from z = 10.
constexpr float gridHeight = 0.0F;
constexpr float heatHeight = 0.1F;
constexpr float pointHeight = 0.2F;
constexpr float contourHeight = 0.25F;
constexpr float streamHeight = 0.3F;
constexpr float arrowHeight = 0.4F;
constexpr float optimumHeight = 0.5F;
constexpr float ellipseHeight = 0.55F;
constexpr float pathHeight = 0.6F;
constexpr float chainHeight = 0.65F;
constexpr float chosenHeight = 0.68F;
constexpr float discHeight = 0.7F;

/// Vertices, their colours and cells of one kind, filled in bulk.
class Mesh {
public:
    Mesh(const QPointF& origin, double scale, float height)
        : origin_(origin), scale_(scale), height_(height) {}

    std::int32_t vertex(const QPointF& at, QRgb color) {
        coordinates_.push_back(static_cast<float>((at.x() - origin_.x()) / scale_));
        coordinates_.push_back(static_cast<float>((at.y() - origin_.y()) / scale_));
        coordinates_.push_back(height_);
        for (const int channel : {qRed(color), qGreen(color), qBlue(color), qAlpha(color)}) {
            colors_.push_back(static_cast<unsigned char>(channel));
        }
        return static_cast<std::int32_t>(coordinates_.size() / 3) - 1;
    }
    void cell(std::initializer_list<std::int32_t> vertices) {
        connectivity_.insert(connectivity_.end(), vertices);
        endCell();
    }
    void corner(std::int32_t vertex) { connectivity_.push_back(vertex); }
    void endCell() { offsets_.push_back(static_cast<std::int32_t>(connectivity_.size())); }

    enum class Kind { vertices, lines, polygons };
    void moveInto(vtkPolyData& data, Kind kind) const {
        vtkNew<vtkFloatArray> coordinates;
        coordinates->SetNumberOfComponents(3);
        coordinates->SetNumberOfTuples(static_cast<vtkIdType>(coordinates_.size() / 3));
        vtkNew<vtkUnsignedCharArray> colors;
        colors->SetNumberOfComponents(4);
        colors->SetNumberOfTuples(static_cast<vtkIdType>(colors_.size() / 4));
        vtkNew<vtkTypeInt32Array> offsets;
        offsets->SetNumberOfTuples(static_cast<vtkIdType>(offsets_.size()));
        vtkNew<vtkTypeInt32Array> connectivity;
        connectivity->SetNumberOfTuples(static_cast<vtkIdType>(connectivity_.size()));
        copy(coordinates_, coordinates->GetPointer(0));
        copy(colors_, colors->GetPointer(0));
        copy(offsets_, offsets->GetPointer(0));
        copy(connectivity_, connectivity->GetPointer(0));
        vtkNew<vtkPoints> points;
        points->SetData(coordinates);
        vtkNew<vtkCellArray> cells;
        cells->SetData(offsets, connectivity);
        data.SetPoints(points);
        data.GetPointData()->SetScalars(colors);
        if (kind == Kind::vertices) {
            data.SetVerts(cells);
        } else if (kind == Kind::lines) {
            data.SetLines(cells);
        } else {
            data.SetPolys(cells);
        }
        data.Modified();
    }

private:
    template <typename T> static void copy(const std::vector<T>& from, T* to) {
        if (!from.empty()) {
            std::memcpy(to, from.data(), from.size() * sizeof(T));
        }
    }

    QPointF origin_;
    double scale_;
    float height_;
    std::vector<float> coordinates_;
    std::vector<unsigned char> colors_;
    std::vector<std::int32_t> offsets_ = {0};
    std::vector<std::int32_t> connectivity_;
};

/// A flat, unlit layer of the picture.
struct Layer {
    vtkNew<vtkPolyData> data;
    vtkNew<vtkPolyDataMapper> mapper;
    vtkNew<vtkActor> actor;

    Layer() {
        mapper->SetInputData(data);
        mapper->SetColorModeToDirectScalars();
        mapper->SetScalarModeToUsePointData();
        actor->SetMapper(mapper);
        actor->GetProperty()->LightingOff();
        actor->VisibilityOff();
    }
    void set(const Mesh& mesh, Mesh::Kind kind, bool any) {
        actor->SetVisibility(any ? 1 : 0);
        if (any) {
            mesh.moveInto(*data, kind);
        }
    }
};

} // namespace

class VtkFieldRenderer::Impl {
public:
    explicit Impl(Context context) : context_(std::move(context)) {
        observe(vtkCommand::WindowMakeCurrentEvent,
                [](Impl& self, void*) { self.context_.makeCurrent(); });
        observe(vtkCommand::WindowIsCurrentEvent, [](Impl& self, void* answer) {
            *static_cast<bool*>(answer) = self.context_.isCurrent();
        });
        observe(vtkCommand::ErrorEvent, [](Impl&, void* text) {
            // GLEW looks for a GLX display, of which there is none on Wayland or EGL; the functions
            // are loaded all the same. Every other error is told.
            const auto message = QString::fromUtf8(static_cast<const char*>(text));
            if (!message.contains(QLatin1String("GLEW could not be initialized"))) {
                qWarning("VTK: %s", qPrintable(message.trimmed()));
            }
        });
        window_->SetReadyForRendering(true);
        window_->SetOwnContext(0);
        window_->SetFrameBlitModeToNoBlit();

        window_->InitializeFromCurrentContext();
        window_->AddRenderer(renderer_);
        renderer_->GetActiveCamera()->ParallelProjectionOn();
        heatMapper_->SetInputData(heatPlane_);
        heatActor_->SetMapper(heatMapper_);
        heatActor_->SetTexture(texture_);
        heatActor_->GetProperty()->LightingOff();
        heatActor_->VisibilityOff();
        texture_->SetInputData(heatImage_);
        texture_->InterpolateOn();
        texture_->SetWrap(vtkTexture::ClampToEdge);
        renderer_->AddActor(heatActor_);
        for (Layer* layer : {&grid_, &points_, &contours_, &streams_, &arrows_, &optimum_,
                             &ellipses_, &paths_, &chains_, &chosen_, &discs_}) {
            renderer_->AddActor(layer->actor);
        }
    }

    ~Impl() { window_->Finalize(); }

    [[nodiscard]] Mesh mesh(float height) const { return {origin_, scale_, height}; }

    void setArrows(Layer& layer, const std::vector<Arrow>& arrows, float height) const {
        Mesh triangles = mesh(height);
        for (const Arrow& arrow : arrows) {
            std::array<std::int32_t, 7> v{};
            for (std::size_t i = 0; i < v.size(); ++i) {
                v[i] = triangles.vertex(arrow.outline[i], arrow.color | 0xff000000U);
            }
            triangles.cell({v[0], v[6], v[5]});
            triangles.cell({v[0], v[5], v[1]});
            triangles.cell({v[2], v[4], v[3]});
        }
        layer.set(triangles, Mesh::Kind::polygons, !arrows.empty());
    }

    /// Polygons of a few corners, the smaller the fewer; of one height, the later covers the
    /// earlier.
    void setDiscs(const std::vector<Disc>& discs, double lineWidth) {
        Mesh polygons = mesh(discHeight);
        for (const Disc& disc : discs) {
            const double radius = disc.radius * lineWidth;
            const int corners = disc.radius > 2.0 ? 16 : 8;
            for (int k = 0; k < corners; ++k) {
                const double angle = 2.0 * 3.14159265358979323846 * k / corners;
                polygons.corner(polygons.vertex(
                    disc.at + radius * QPointF(std::cos(angle), std::sin(angle)), disc.color));
            }
            polygons.endCell();
        }
        discs_.set(polygons, Mesh::Kind::polygons, !discs.empty());
    }

    void setLines(Layer& layer, const std::vector<const std::vector<Polyline>*>& lists,
                  float height, double width) const {
        Mesh lines = mesh(height);
        bool any = false;
        for (const auto* list : lists) {
            for (const Polyline& line : *list) {
                if (line.points.size() < 2) {
                    continue;
                }
                any = true;
                std::int32_t first = -1;
                for (const QPointF& point : line.points) {
                    const std::int32_t v = lines.vertex(point, line.color);
                    first = first < 0 ? v : first;
                    lines.corner(v);
                }
                if (line.closed) {
                    lines.corner(first);
                }
                lines.endCell();
            }
        }
        layer.actor->GetProperty()->SetLineWidth(static_cast<float>(width));
        layer.set(lines, Mesh::Kind::lines, any);
    }

    void setHeat(const FieldScene& scene) {
        heatActor_->SetVisibility(scene.heat.image.isNull() ? 0 : 1);
        if (scene.heat.image.isNull()) {
            return;
        }
        texture_->SetInterpolate(scene.heat.smooth ? 1 : 0);
        const bool gaps = !scene.heat.gaps.empty() || !scene.heat.smooth;
        const QImage image = scene.heat.image.convertToFormat(gaps ? QImage::Format_RGBA8888
                                                                   : QImage::Format_RGB888);
        const int channels = gaps ? 4 : 3;
        heatImage_->SetDimensions(image.width(), image.height(), 1);
        heatImage_->AllocateScalars(VTK_UNSIGNED_CHAR, channels);
        for (int row = 0; row < image.height(); ++row) { // VTK's row 0 is the lowest
            std::memcpy(heatImage_->GetScalarPointer(0, row, 0),
                        image.constScanLine(image.height() - 1 - row),
                        static_cast<std::size_t>(image.width()) *
                            static_cast<std::size_t>(channels));
        }
        heatImage_->Modified();
        vtkNew<vtkPoints> corners;
        vtkNew<vtkFloatArray> texture;
        texture->SetNumberOfComponents(2);
        vtkNew<vtkCellArray> cells;
        const QRectF& r = scene.heat.rect;
        const std::array<QPointF, 4> places = {
            QPointF(r.left(), r.top()), QPointF(r.right(), r.top()), QPointF(r.right(), r.bottom()),
            QPointF(r.left(), r.bottom())};
        const std::array<std::array<double, 2>, 4> onTexture = {
            {{0.0, 0.0}, {1.0, 0.0}, {1.0, 1.0}, {0.0, 1.0}}};
        for (std::size_t i = 0; i < 4; ++i) {
            corners->InsertNextPoint((places[i].x() - origin_.x()) / scale_,
                                     (places[i].y() - origin_.y()) / scale_,
                                     static_cast<double>(heatHeight));
            texture->InsertNextTuple2(onTexture[i][0], onTexture[i][1]);
        }
        const std::array<vtkIdType, 4> quad = {0, 1, 2, 3};
        cells->InsertNextCell(4, quad.data());
        heatPlane_->SetPoints(corners);
        heatPlane_->SetPolys(cells);
        heatPlane_->GetPointData()->SetTCoords(texture);
        heatPlane_->Modified();
    }

    void render(const QRectF& region, const QSize& size, int samples) {
        vtkCamera* camera = renderer_->GetActiveCamera();
        const double x = (region.center().x() - origin_.x()) / scale_;
        const double y = (region.center().y() - origin_.y()) / scale_;
        camera->SetFocalPoint(x, y, 0.0);
        camera->SetPosition(x, y, 10.0);
        camera->SetViewUp(0.0, 1.0, 0.0);
        camera->SetParallelScale(0.5 * region.height() / scale_);
        camera->SetClippingRange(1.0, 20.0);
        window_->SetMultiSamples(samples);
        window_->SetSize(size.width(), size.height());
        vtkOpenGLState* state = window_->GetState();
        state->Reset();
        state->Push();
        state->vtkglDepthFunc(0x0203); // GL_LEQUAL, which VTK expects and Qt changes
        window_->Render();
        state->Pop();
    }

    QPointF origin_;
    double scale_ = 1.0;
    vtkNew<vtkGenericOpenGLRenderWindow> window_;
    vtkNew<vtkRenderer> renderer_;
    Layer grid_;
    Layer points_;
    Layer streams_;
    Layer arrows_;
    Layer optimum_;
    Layer contours_;
    Layer ellipses_;
    Layer paths_;
    Layer chains_;
    Layer chosen_;
    Layer discs_;

private:
    void observe(unsigned long event, void (*answer)(Impl&, void*)) {
        struct Binding {
            Impl* self;
            void (*answer)(Impl&, void*);
        };
        vtkNew<vtkCallbackCommand> command;
        // VTK owns it and gives it back to the callback below.
        command->SetClientData(std::make_unique<Binding>(Binding{this, answer}).release());
        command->SetClientDataDeleteCallback(
            [](void* data) { std::unique_ptr<Binding>(static_cast<Binding*>(data)).reset(); });
        command->SetCallback([](vtkObject*, unsigned long, void* data, void* callData) {
            const auto* binding = static_cast<Binding*>(data);
            binding->answer(*binding->self, callData);
        });
        window_->AddObserver(event, command);
    }

    Context context_;
    vtkNew<vtkPolyData> heatPlane_;
    vtkNew<vtkImageData> heatImage_;
    vtkNew<vtkTexture> texture_;
    vtkNew<vtkPolyDataMapper> heatMapper_;
    vtkNew<vtkActor> heatActor_;
};

VtkFieldRenderer::VtkFieldRenderer(Context context)
    : impl_(std::make_unique<Impl>(std::move(context))) {}

VtkFieldRenderer::~VtkFieldRenderer() = default;

void VtkFieldRenderer::setReference(const QRectF& region) {
    impl_->origin_ = region.center();
    impl_->scale_ = std::max(region.width(), region.height());
}

void VtkFieldRenderer::setBackground(const QColor& color) {
    impl_->renderer_->SetBackground(color.redF(), color.greenF(), color.blueF());
}

void VtkFieldRenderer::setScene(const FieldScene& scene, double lineWidth) {
    impl_->setHeat(scene);
    impl_->setArrows(impl_->arrows_, scene.arrows, arrowHeight);
    impl_->setArrows(impl_->optimum_, scene.optimum, optimumHeight);
    impl_->setLines(impl_->streams_, {&scene.streamlines}, streamHeight, lineWidth);
    impl_->setLines(impl_->contours_, {&scene.contours}, contourHeight, 0.8 * lineWidth);
    impl_->setLines(impl_->ellipses_, {&scene.ellipses}, ellipseHeight, lineWidth);
    impl_->setLines(impl_->paths_, {&scene.paths}, pathHeight, 1.4 * lineWidth);
    impl_->setLines(impl_->chains_, {&scene.trajectories}, chainHeight, 1.2 * lineWidth);
    impl_->setLines(impl_->chosen_, {&scene.chosen}, chosenHeight, 2.4 * lineWidth);
}

void VtkFieldRenderer::setGrid(const std::vector<Polyline>& lines, double lineWidth) {
    impl_->setLines(impl_->grid_, {&lines}, gridHeight, lineWidth);
}

void VtkFieldRenderer::setPoints(const Dots& dots, double diameter) {
    Mesh vertices = impl_->mesh(pointHeight);
    for (std::size_t i = 0; i < dots.at.size(); ++i) {
        vertices.cell({vertices.vertex(dots.at[i], dots.color[i] | 0xff000000U)});
    }
    impl_->points_.actor->GetProperty()->SetPointSize(static_cast<float>(diameter));
    impl_->points_.set(vertices, Mesh::Kind::vertices, !dots.at.empty());
}

void VtkFieldRenderer::setDiscs(const std::vector<Disc>& discs, double lineWidth) {
    impl_->setDiscs(discs, lineWidth);
}

void VtkFieldRenderer::render(const QRectF& region, const QSize& size, int samples) {
    impl_->render(region, size, samples);
}

unsigned VtkFieldRenderer::framebuffer() const {
    return impl_->window_->GetDisplayFramebuffer()->GetFBOIndex();
}

} // namespace scorescope::views
