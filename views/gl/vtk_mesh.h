// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QVector3D>
#include <vtkActor.h>
#include <vtkNew.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

/// Shapes as VTK draws them, filled in bulk.
namespace scorescope::views {

/// Vertices with colours, and perhaps normals and radii, and cells of one kind between them.
class VtkMesh {
public:
    std::int32_t vertex(const QVector3D& at, QRgb color);
    std::int32_t vertex(const QVector3D& at, QRgb color, const QVector3D& normal);
    void radius(float value) { radii_.push_back(value); }
    void cell(std::initializer_list<std::int32_t> vertices);
    /// A cell of many corners: each in turn, then endCell().
    void corner(std::int32_t vertex) { connectivity_.push_back(vertex); }
    void endCell() { offsets_.push_back(static_cast<std::int32_t>(connectivity_.size())); }
    void reserve(std::size_t vertices, std::size_t corners);
    [[nodiscard]] bool empty() const { return offsets_.size() < 2; }

    enum class Kind { vertices, lines, polygons };
    void copyTo(vtkPolyData& data, Kind kind) const;

private:
    std::vector<float> coordinates_;
    std::vector<float> normals_;
    std::vector<float> radii_;
    std::vector<unsigned char> colors_;
    std::vector<std::int32_t> offsets_ = {0};
    std::vector<std::int32_t> connectivity_;
};

/// A part of a picture with its own way of being drawn; not seen while its mesh is empty.
template <typename Mapper = vtkPolyDataMapper> struct VtkLayer {
    vtkNew<vtkPolyData> data;
    vtkNew<Mapper> mapper;
    vtkNew<vtkActor> actor;

    VtkLayer() {
        mapper->SetInputData(data);
        mapper->SetColorModeToDirectScalars();
        mapper->SetScalarModeToUsePointData();
        actor->SetMapper(mapper);
        actor->VisibilityOff();
    }
    void set(const VtkMesh& mesh, VtkMesh::Kind kind) {
        actor->SetVisibility(mesh.empty() ? 0 : 1);
        if (!mesh.empty()) {
            mesh.copyTo(*data, kind);
        }
    }
    /// In its own colours, whatever the light.
    void flat() { actor->GetProperty()->LightingOff(); }
};

} // namespace scorescope::views
