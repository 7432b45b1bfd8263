// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace scorescope {

/// Numbers that nobody changes any more, shared by all who hold them: a copy of the array is a copy
/// of a pointer, on any thread. The memory lives as long as its last holder.
template <class T> class SharedArray {
public:
    SharedArray() = default;
    /// Takes the vector over, without copying its numbers. Implicit, so that a vector can be given
    /// wherever an array is kept.
    SharedArray(std::vector<T> values) : size_(values.size()) {
        const auto kept = std::make_shared<const std::vector<T>>(std::move(values));
        first_ = std::shared_ptr<const T>(kept, kept->data());
    }
    /// `size` numbers at `first` in memory that `owner` keeps alive (a tensor of LibTorch, say).
    /// Nobody may write to them any more, and `owner` should hold nothing else: a history counts
    /// what it sees.
    SharedArray(const std::shared_ptr<const void>& owner, const T* first, std::size_t size)
        : first_(owner, first), size_(size) {}

    [[nodiscard]] const T* data() const noexcept { return first_.get(); }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] const T* begin() const noexcept { return data(); }
    [[nodiscard]] const T* end() const noexcept { return data() + size_; }
    [[nodiscard]] const T& operator[](std::size_t i) const noexcept { return data()[i]; }
    /// A copy that may be changed.
    [[nodiscard]] std::vector<T> toVector() const { return std::vector<T>(begin(), end()); }

private:
    std::shared_ptr<const T> first_;
    std::size_t size_ = 0;
};

/// The types that safetensors calls F64, F32, I64 and U8.
using StoredValues = std::variant<SharedArray<double>, SharedArray<float>,
                                  SharedArray<std::int64_t>, SharedArray<std::uint8_t>>;

/// A tensor inside a checkpoint: its true shape, and its values row-major. Immutable values make
/// copies cheap, and let the moments of a history share what did not change between them.
struct StoredTensor {
    std::vector<std::size_t> shape; ///< the product of its sizes is the number of values
    StoredValues values;

    [[nodiscard]] const void* data() const noexcept;
    [[nodiscard]] std::size_t size() const noexcept;  ///< number of values
    [[nodiscard]] std::size_t width() const noexcept; ///< bytes of one value
    [[nodiscard]] std::size_t bytes() const noexcept { return size() * width(); }
};

/// Whether both have the same type, shape and bits (so −0 differs from 0, and a NaN equals itself).
/// Stops at the first difference; tensors that share their memory cost nothing.
[[nodiscard]] bool sameBits(const StoredTensor& one, const StoredTensor& other) noexcept;

} // namespace scorescope
