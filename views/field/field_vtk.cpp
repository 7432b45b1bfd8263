// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_vtk.h"

#include "views/gl/vtk_mesh.h"
#include "views/gl/vtk_surface.h"

#include <vtkActor.h>
#include <vtkCamera.h>
#include <vtkCellArray.h>
#include <vtkFloatArray.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkTexture.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
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

/// A mesh at one height over the plane, from places in axis units.
class FlatMesh {
public:
    FlatMesh(const QPointF& origin, double scale, float height)
        : origin_(origin), scale_(scale), height_(height) {}

    std::int32_t vertex(const QPointF& at, QRgb color) {
        return mesh_.vertex({static_cast<float>((at.x() - origin_.x()) / scale_),
                             static_cast<float>((at.y() - origin_.y()) / scale_), height_},
                            color);
    }
    [[nodiscard]] VtkMesh& mesh() { return mesh_; }

private:
    QPointF origin_;
    double scale_;
    float height_;
    VtkMesh mesh_;
};

} // namespace

class VtkFieldRenderer::Impl {
public:
    explicit Impl(GlContext context) : surface_(std::move(context)) {
        vtkRenderer& renderer = surface_.renderer();
        renderer.GetActiveCamera()->ParallelProjectionOn();
        heatMapper_->SetInputData(heatPlane_);
        heatActor_->SetMapper(heatMapper_);
        heatActor_->SetTexture(texture_);
        heatActor_->GetProperty()->LightingOff();
        heatActor_->VisibilityOff();
        texture_->SetInputData(heatImage_);
        texture_->InterpolateOn();
        texture_->SetWrap(vtkTexture::ClampToEdge);
        renderer.AddActor(heatActor_);
        for (VtkLayer<>* layer : {&grid_, &points_, &contours_, &streams_, &arrows_, &optimum_,
                                  &ellipses_, &paths_, &chains_, &chosen_, &discs_}) {
            layer->flat();
            renderer.AddActor(layer->actor);
        }
    }

    [[nodiscard]] FlatMesh flat(float height) const { return {origin_, scale_, height}; }

    void setArrows(VtkLayer<>& layer, const std::vector<Arrow>& arrows, float height) const {
        FlatMesh triangles = flat(height);
        for (const Arrow& arrow : arrows) {
            std::array<std::int32_t, 7> v{};
            for (std::size_t i = 0; i < v.size(); ++i) {
                v[i] = triangles.vertex(arrow.outline[i], arrow.color | 0xff000000U);
            }
            triangles.mesh().cell({v[0], v[6], v[5]});
            triangles.mesh().cell({v[0], v[5], v[1]});
            triangles.mesh().cell({v[2], v[4], v[3]});
        }
        layer.set(triangles.mesh(), VtkMesh::Kind::polygons);
    }

    /// Polygons of a few corners, the smaller the fewer; of one height, the later covers the
    /// earlier.
    void setDiscs(const std::vector<Disc>& discs, double lineWidth) {
        FlatMesh polygons = flat(discHeight);
        for (const Disc& disc : discs) {
            const double radius = disc.radius * lineWidth;
            const int corners = disc.radius > 2.0 ? 16 : 8;
            for (int k = 0; k < corners; ++k) {
                const double angle = 2.0 * 3.14159265358979323846 * k / corners;
                polygons.mesh().corner(polygons.vertex(
                    disc.at + radius * QPointF(std::cos(angle), std::sin(angle)), disc.color));
            }
            polygons.mesh().endCell();
        }
        discs_.set(polygons.mesh(), VtkMesh::Kind::polygons);
    }

    void setLines(VtkLayer<>& layer, const std::vector<const std::vector<Polyline>*>& lists,
                  float height, double width) const {
        FlatMesh lines = flat(height);
        for (const auto* list : lists) {
            for (const Polyline& line : *list) {
                if (line.points.size() < 2) {
                    continue;
                }
                std::int32_t first = -1;
                for (const QPointF& point : line.points) {
                    const std::int32_t v = lines.vertex(point, line.color);
                    first = first < 0 ? v : first;
                    lines.mesh().corner(v);
                }
                if (line.closed) {
                    lines.mesh().corner(first);
                }
                lines.mesh().endCell();
            }
        }
        layer.actor->GetProperty()->SetLineWidth(static_cast<float>(width));
        layer.set(lines.mesh(), VtkMesh::Kind::lines);
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
        vtkCamera* camera = surface_.renderer().GetActiveCamera();
        const double x = (region.center().x() - origin_.x()) / scale_;
        const double y = (region.center().y() - origin_.y()) / scale_;
        camera->SetFocalPoint(x, y, 0.0);
        camera->SetPosition(x, y, 10.0);
        camera->SetViewUp(0.0, 1.0, 0.0);
        camera->SetParallelScale(0.5 * region.height() / scale_);
        camera->SetClippingRange(1.0, 20.0);
        surface_.render(size, samples);
    }

    QPointF origin_;
    double scale_ = 1.0;
    VtkSurface surface_;
    VtkLayer<> grid_;
    VtkLayer<> points_;
    VtkLayer<> streams_;
    VtkLayer<> arrows_;
    VtkLayer<> optimum_;
    VtkLayer<> contours_;
    VtkLayer<> ellipses_;
    VtkLayer<> paths_;
    VtkLayer<> chains_;
    VtkLayer<> chosen_;
    VtkLayer<> discs_;

private:
    vtkNew<vtkPolyData> heatPlane_;
    vtkNew<vtkImageData> heatImage_;
    vtkNew<vtkTexture> texture_;
    vtkNew<vtkPolyDataMapper> heatMapper_;
    vtkNew<vtkActor> heatActor_;
};

VtkFieldRenderer::VtkFieldRenderer(GlContext context)
    : impl_(std::make_unique<Impl>(std::move(context))) {}

VtkFieldRenderer::~VtkFieldRenderer() = default;

void VtkFieldRenderer::setReference(const QRectF& region) {
    impl_->origin_ = region.center();
    impl_->scale_ = std::max(region.width(), region.height());
}

void VtkFieldRenderer::setBackground(const QColor& color) {
    impl_->surface_.renderer().SetBackground(color.redF(), color.greenF(), color.blueF());
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
    FlatMesh vertices = impl_->flat(pointHeight);
    for (std::size_t i = 0; i < dots.at.size(); ++i) {
        vertices.mesh().cell({vertices.vertex(dots.at[i], dots.color[i] | 0xff000000U)});
    }
    impl_->points_.actor->GetProperty()->SetPointSize(static_cast<float>(diameter));
    impl_->points_.set(vertices.mesh(), VtkMesh::Kind::vertices);
}

void VtkFieldRenderer::setDiscs(const std::vector<Disc>& discs, double lineWidth) {
    impl_->setDiscs(discs, lineWidth);
}

void VtkFieldRenderer::render(const QRectF& region, const QSize& size, int samples) {
    impl_->render(region, size, samples);
}

unsigned VtkFieldRenderer::framebuffer() const {
    return impl_->surface_.framebuffer();
}

} // namespace scorescope::views
