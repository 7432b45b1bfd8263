// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/comparison.h"
#include "views/background_job.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace scorescope::app {

/// A run from disk, or a scene run to its end, in the background; then a source of its pictures of
/// any region. One after another: starting the next gives up the one before.
///
/// Lives on the GUI thread and signals there. Nothing but the destructor waits for the other
/// thread.
class CompareRun : public QObject {
    Q_OBJECT

public:
    struct Source {
        const Registry* registry = nullptr; ///< outlives the run
        Device device;
        int threads = 1;
        std::string folder;         ///< of a run or checkpoint; empty for a scene to run
        std::optional<Scene> scene; ///< run to its end
    };
    explicit CompareRun(QObject* parent);
    /// Stops; waits for the step or picture under way.
    ~CompareRun() override;

    void start(Source source);
    /// Soon; returns at once and says nothing more.
    void stop();
    /// Asks for a picture; the newest wish wins. Answered by framed() once the run is there.
    void ask(const Region& region, const Interest& interest);

    /// 0 … 1 while it runs; below 0 while it reads.
    [[nodiscard]] double share() const noexcept { return share_; }
    [[nodiscard]] std::uint64_t step() const noexcept { return step_; }

Q_SIGNALS:
    void progressed();
    void framed(const scorescope::FramePtr& frame);
    /// It cannot be had, and why.
    void failed(const QString& why);

private:
    class Wish;
    void work(const Source& source, Wish& wish, views::BackgroundJob::Link& link);

    double share_ = -1.0;
    std::uint64_t step_ = 0;
    std::shared_ptr<Wish> wish_; ///< of the run under way
    views::BackgroundJob job_;
};

} // namespace scorescope::app
