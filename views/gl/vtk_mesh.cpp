// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/gl/vtk_mesh.h"

#include <vtkCellArray.h>
#include <vtkFloatArray.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkTypeInt32Array.h>
#include <vtkUnsignedCharArray.h>

#include <cstring>

namespace scorescope::views {
namespace {

void push(std::vector<float>& to, const QVector3D& v) {
    to.insert(to.end(), {v.x(), v.y(), v.z()});
}

template <typename Array, typename T>
vtkNew<Array> arrayOf(const std::vector<T>& from, int components) {
    vtkNew<Array> result;
    result->SetNumberOfComponents(components);
    result->SetNumberOfTuples(static_cast<vtkIdType>(from.size()) / components);
    if (!from.empty()) {
        std::memcpy(result->GetPointer(0), from.data(), from.size() * sizeof(T));
    }
    return result;
}

} // namespace

std::int32_t VtkMesh::vertex(const QVector3D& at, QRgb color) {
    push(coordinates_, at);
    for (const int channel : {qRed(color), qGreen(color), qBlue(color), qAlpha(color)}) {
        colors_.push_back(static_cast<unsigned char>(channel));
    }
    return static_cast<std::int32_t>(coordinates_.size() / 3) - 1;
}

std::int32_t VtkMesh::vertex(const QVector3D& at, QRgb color, const QVector3D& normal) {
    push(normals_, normal);
    return vertex(at, color);
}

void VtkMesh::cell(std::initializer_list<std::int32_t> vertices) {
    connectivity_.insert(connectivity_.end(), vertices);
    endCell();
}

void VtkMesh::reserve(std::size_t vertices, std::size_t corners) {
    coordinates_.reserve(3 * vertices);
    colors_.reserve(4 * vertices);
    normals_.reserve(3 * vertices);
    connectivity_.reserve(corners);
}

void VtkMesh::copyTo(vtkPolyData& data, Kind kind) const {
    vtkNew<vtkPoints> points;
    points->SetData(arrayOf<vtkFloatArray>(coordinates_, 3));
    data.SetPoints(points);
    data.GetPointData()->Initialize();
    data.GetPointData()->SetScalars(arrayOf<vtkUnsignedCharArray>(colors_, 4));
    if (!normals_.empty()) {
        data.GetPointData()->SetNormals(arrayOf<vtkFloatArray>(normals_, 3));
    }
    if (!radii_.empty()) {
        const auto radii = arrayOf<vtkFloatArray>(radii_, 1);
        radii->SetName("radius");
        data.GetPointData()->AddArray(radii);
    }
    vtkNew<vtkCellArray> cells;
    cells->SetData(arrayOf<vtkTypeInt32Array>(offsets_, 1),
                   arrayOf<vtkTypeInt32Array>(connectivity_, 1));
    if (kind == Kind::vertices) {
        data.SetVerts(cells);
    } else if (kind == Kind::lines) {
        data.SetLines(cells);
    } else {
        data.SetPolys(cells);
    }
    data.Modified();
}

} // namespace scorescope::views
