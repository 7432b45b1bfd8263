// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/space/space_vtk.h"

#include "views/gl/vtk_mesh.h"
#include "views/gl/vtk_surface.h"

#include <vtkActor.h>
#include <vtkCamera.h>
#include <vtkPointGaussianMapper.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkShaderProperty.h>
#include <vtkUniforms.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

namespace scorescope::views {
namespace {

/// A part of the picture that fades towards the back.
template <typename Mapper> struct Layer : VtkLayer<Mapper> {
    using VtkLayer<Mapper>::actor;

    void lit() {
        vtkProperty* property = actor->GetProperty();
        property->SetAmbient(0.45);
        property->SetDiffuse(0.55);
        property->SetSpecular(0.0);
    }
    /// Mixes the ground's colour into what is far away.
    void addFog() {
        actor->GetShaderProperty()->AddFragmentShaderReplacement(
            "//VTK::Light::Impl", true,
            "//VTK::Light::Impl\n"
            "  float fogEye = 2.0 * fogNear * fogFar /\n"
            "      (fogFar + fogNear - (2.0 * gl_FragCoord.z - 1.0) * (fogFar - fogNear));\n"
            "  float fogShare = fogDensest *\n"
            "      clamp((fogEye - fogNear) / (fogFar - fogNear), 0.0, 1.0);\n"
            "  gl_FragData[0].rgb = mix(gl_FragData[0].rgb, fogGround, fogShare);\n",
            false);
    }
    void setFog(double nearest, double farthest, double densest,
                const std::array<float, 3>& ground) {
        vtkUniforms* uniforms = actor->GetShaderProperty()->GetFragmentCustomUniforms();
        uniforms->SetUniformf("fogNear", static_cast<float>(nearest));
        uniforms->SetUniformf("fogFar", static_cast<float>(farthest));
        uniforms->SetUniformf("fogDensest", static_cast<float>(densest));
        uniforms->SetUniform3f("fogGround", ground.data());
    }
};

constexpr int sides = 6; ///< of an arrow's shaft and head

/// Any two directions across `along` and each other.
std::pair<QVector3D, QVector3D> across(const QVector3D& along) {
    const QVector3D other =
        std::abs(along.z()) < 0.9F ? QVector3D(0.0F, 0.0F, 1.0F) : QVector3D(1.0F, 0.0F, 0.0F);
    const QVector3D first = QVector3D::crossProduct(along, other).normalized();
    return {first, QVector3D::crossProduct(along, first)};
}

std::array<std::array<float, 2>, sides> unitCircle() {
    std::array<std::array<float, 2>, sides> circle{};
    for (std::size_t k = 0; k < sides; ++k) {
        const double angle = 2.0 * 3.14159265358979323846 * static_cast<double>(k) / sides;
        circle[k] = {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle))};
    }
    return circle;
}

void addArrow(VtkMesh& mesh, const SpaceArrow& arrow,
              const std::array<std::array<float, 2>, sides>& circle) {
    const QVector3D run = arrow.tip - arrow.tail;
    const float length = run.length();
    if (!(length > 0.0F)) {
        return;
    }
    const QVector3D along = run / length;
    const auto [a, b] = across(along);
    const float headRadius = 0.5F * arrow.width;
    const float shaftRadius = 0.3F * headRadius;
    const QVector3D neck = arrow.tip - 0.42F * run;
    std::array<std::array<std::int32_t, 4>, sides> ring{};
    const QRgb color = arrow.color | 0xff000000U;
    for (std::size_t k = 0; k < sides; ++k) {
        const QVector3D out = circle[k][0] * a + circle[k][1] * b;
        ring[k] = {mesh.vertex(arrow.tail + shaftRadius * out, color, out),
                   mesh.vertex(neck + shaftRadius * out, color, out),
                   mesh.vertex(neck + headRadius * out, color, (out + 0.3F * along).normalized()),
                   mesh.vertex(neck + headRadius * out, color, -along)};
    }
    const std::int32_t tip = mesh.vertex(arrow.tip, color, along);
    for (std::size_t k = 0; k < sides; ++k) {
        const auto& here = ring[k];
        const auto& next = ring[(k + 1) % sides];
        mesh.cell({here[0], next[0], next[1]});
        mesh.cell({here[0], next[1], here[1]});
        mesh.cell({here[2], next[2], tip});
        if (k >= 2) { // the head's base as a fan
            mesh.cell({ring[0][3], here[3], ring[k - 1][3]});
        }
    }
}

} // namespace

class VtkSpaceRenderer::Impl {
public:
    explicit Impl(GlContext context) : view_(std::move(context)) {
        vtkRenderer& renderer = view_.renderer();
        walls_.flat();
        contours_.flat();
        contours_.addFog();
        chains_.flat();
        chains_.addFog();
        arrows_.lit();
        arrows_.addFog();
        surface_.lit();
        surface_.addFog();
        plane_.flat();
        dots_.flat();
        dots_.addFog();
        dots_.mapper->EmissiveOff();
        dots_.mapper->SetScaleArray("radius");
        dots_.mapper->SetScaleFactor(1.0);
        dots_.mapper->SetTriangleScale(2.0F); // holds the unit disc
        dots_.mapper->SetSplatShaderCode("//VTK::Color::Impl\n"
                                         "  float dist = dot(offsetVCVSOutput.xy, "
                                         "offsetVCVSOutput.xy);\n"
                                         "  if (dist > 1.0) { discard; }\n"
                                         "  float ball = 0.62 + 0.38 * sqrt(1.0 - dist);\n"
                                         "  ambientColor *= ball;\n"
                                         "  diffuseColor *= ball;\n");
        renderer.AddActor(walls_.actor);
        renderer.AddActor(surface_.actor);
        renderer.AddActor(contours_.actor);
        renderer.AddActor(arrows_.actor);
        renderer.AddActor(chains_.actor);
        renderer.AddActor(dots_.actor);
        renderer.AddActor(plane_.actor);
        renderer.AddActor(planeEdge_.actor);
        planeEdge_.flat();
    }

    static void setLines(Layer<vtkPolyDataMapper>& layer, const std::vector<SpaceLine>& lines) {
        VtkMesh mesh;
        for (const SpaceLine& line : lines) {
            for (const QVector3D& point : line.points) {
                mesh.corner(mesh.vertex(point, line.color | 0xff000000U));
            }
            mesh.endCell();
        }
        layer.set(mesh, VtkMesh::Kind::lines);
    }

    void setScene(const SpaceScene& scene) {
        fog_ = scene.fog;
        VtkMesh dots;
        for (std::size_t i = 0; i < scene.dots.at.size(); ++i) {
            dots.cell({dots.vertex(scene.dots.at[i], scene.dots.color[i] | 0xff000000U)});
            dots.radius(scene.dots.radius[i]);
        }
        dots_.set(dots, VtkMesh::Kind::vertices);
        VtkMesh arrows;
        arrows.reserve(scene.arrows.size() * (4 * sides + 1), scene.arrows.size() * 11 * sides);
        const auto circle = unitCircle();
        for (const SpaceArrow& arrow : scene.arrows) {
            addArrow(arrows, arrow, circle);
        }
        arrows_.set(arrows, VtkMesh::Kind::polygons);
        VtkMesh surface;
        for (std::size_t i = 0; i < scene.surface.at.size(); ++i) {
            surface.vertex(scene.surface.at[i], scene.surface.color[i] | 0xff000000U,
                           scene.surface.normal[i]);
        }
        for (const auto& triangle : scene.surface.triangles) {
            surface.cell({triangle[0], triangle[1], triangle[2]});
        }
        surface_.set(surface, VtkMesh::Kind::polygons);
        setLines(contours_, scene.contours);
        setLines(chains_, scene.chains);
        VtkMesh plane;
        VtkMesh edge;
        if (scene.plane) {
            QColor fill = scene.planeColor;
            fill.setAlphaF(0.14F);
            for (const QVector3D& corner : *scene.plane) {
                plane.corner(plane.vertex(corner, fill.rgba()));
                edge.corner(edge.vertex(corner, scene.planeColor.rgb() | 0xff000000U));
            }
            plane.endCell();
            edge.corner(0);
            edge.endCell();
        }
        plane_.set(plane, VtkMesh::Kind::polygons);
        planeEdge_.set(edge, VtkMesh::Kind::lines);
    }

    void setWalls(const std::vector<SpaceSegment>& walls, const Theme& theme) {
        VtkMesh mesh;
        for (const SpaceSegment& wall : walls) {
            const QRgb color = wallColor(theme, wall.frame).rgb();
            mesh.cell({mesh.vertex(wall.from, color), mesh.vertex(wall.to, color)});
        }
        walls_.set(mesh, VtkMesh::Kind::lines);
    }

    void render(const SpaceProjection& projection, const QSize& size, double lineWidth) {
        vtkCamera* camera = view_.renderer().GetActiveCamera();
        const auto vector = [](const QVector3D& v) {
            return std::array<double, 3>{static_cast<double>(v.x()), static_cast<double>(v.y()),
                                         static_cast<double>(v.z())};
        };
        camera->SetPosition(vector(projection.eye()).data());
        camera->SetFocalPoint(vector(projection.target()).data());
        camera->SetViewUp(vector(projection.up()).data());
        camera->SetViewAngle(projection.viewAngle());
        camera->SetClippingRange(projection.nearest(), projection.farthest());
        const auto width = [&](auto& layer, double share) {
            layer.actor->GetProperty()->SetLineWidth(static_cast<float>(share * lineWidth));
        };
        width(walls_, 0.7);
        width(contours_, 0.8);
        width(chains_, 1.8);
        width(planeEdge_, 0.8);
        const auto fog = [&](double share, auto&... layers) {
            (layers.setFog(projection.nearest(), projection.farthest(), share, ground_), ...);
        };
        fog(fog_, surface_, contours_, arrows_, dots_);
        fog(0.5 * fog_, chains_);
        view_.render(size, 0); // finer pictures are scaled down instead
    }

    VtkSurface view_;
    std::array<float, 3> ground_{0.0F, 0.0F, 0.0F};
    double fog_ = 0.0;

private:
    Layer<vtkPolyDataMapper> walls_;
    Layer<vtkPolyDataMapper> surface_;
    Layer<vtkPolyDataMapper> contours_;
    Layer<vtkPolyDataMapper> arrows_;
    Layer<vtkPolyDataMapper> chains_;
    Layer<vtkPointGaussianMapper> dots_;
    Layer<vtkPolyDataMapper> plane_;
    Layer<vtkPolyDataMapper> planeEdge_;
};

VtkSpaceRenderer::VtkSpaceRenderer(GlContext context)
    : impl_(std::make_unique<Impl>(std::move(context))) {}

VtkSpaceRenderer::~VtkSpaceRenderer() = default;

void VtkSpaceRenderer::setGround(const QColor& color, const QColor& background) {
    impl_->ground_ = {static_cast<float>(color.redF()), static_cast<float>(color.greenF()),
                      static_cast<float>(color.blueF())};
    impl_->view_.renderer().SetBackground(background.redF(), background.greenF(),
                                          background.blueF());
}

void VtkSpaceRenderer::setScene(const SpaceScene& scene) {
    impl_->setScene(scene);
}

void VtkSpaceRenderer::setWalls(const std::vector<SpaceSegment>& walls, const Theme& theme) {
    impl_->setWalls(walls, theme);
}

void VtkSpaceRenderer::render(const SpaceProjection& projection, const QSize& size,
                              double lineWidth) {
    impl_->render(projection, size, lineWidth);
}

unsigned VtkSpaceRenderer::framebuffer() const {
    return impl_->view_.framebuffer();
}

} // namespace scorescope::views
