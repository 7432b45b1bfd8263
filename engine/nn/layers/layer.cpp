// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/layers/layer.h"

#include "engine/core/error.h"
#include "engine/core/number_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace scorescope::nn {
namespace {

struct KindName {
    LayerKind kind;
    const char* name;
};
constexpr std::array<KindName, 8> kindNames{{{LayerKind::linear, "linear"},
                                             {LayerKind::convolution, "conv"},
                                             {LayerKind::relu, "relu"},
                                             {LayerKind::tanh, "tanh"},
                                             {LayerKind::maxPool, "maxpool"},
                                             {LayerKind::averagePool, "avgpool"},
                                             {LayerKind::flatten, "flatten"},
                                             {LayerKind::batchNorm, "batchnorm"}}};

std::string nameOf(LayerKind kind) {
    return std::find_if(kindNames.begin(), kindNames.end(),
                        [&](const KindName& each) { return each.kind == kind; })
        ->name;
}

/// The options that a layer of that kind may have, in the order in which they are written.
std::vector<std::string> optionsOf(LayerKind kind) {
    switch (kind) {
    case LayerKind::linear:
        return {"no", "shares"};
    case LayerKind::convolution:
        return {"stride", "pad", "dilation", "groups", "no", "shares"};
    case LayerKind::maxPool:
        return {"stride", "pad"};
    case LayerKind::averagePool:
        return {"stride"};
    case LayerKind::relu:
    case LayerKind::tanh:
    case LayerKind::flatten:
    case LayerKind::batchNorm:
        return {};
    }
    return {};
}

std::string listOf(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : ", ") + (word == "no" ? "no bias" : word);
    }
    return text;
}

/// A word of the text, in lower case, or a comma, or (empty) the end.
struct Word {
    std::string text;
    std::size_t at = 0; ///< of its first character, from 0
};

std::vector<Word> wordsOf(const std::string& text) {
    std::vector<Word> words;
    bool within = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto letter = static_cast<unsigned char>(text[i]);
        if (std::isspace(letter) != 0) {
            within = false;
        } else if (letter == ',') {
            words.push_back({",", i});
            within = false;
        } else {
            if (!within) {
                words.push_back({"", i});
            }
            within = true;
            words.back().text += static_cast<char>(std::tolower(letter));
        }
    }
    words.push_back({"", text.size()});
    return words;
}

class Parser {
public:
    explicit Parser(const std::string& text) : words_(wordsOf(text)) {}

    std::vector<Layer> all() {
        std::vector<Layer> layers;
        while (true) {
            layers.push_back(layer());
            if (word().text.empty()) {
                return layers;
            }
            next(); // a comma: nothing else ends a layer
        }
    }

private:
    const Word& word() const { return words_[at_]; }
    void next() { at_ += at_ + 1 < words_.size() ? 1 : 0; }
    bool ends() const { return word().text.empty() || word().text == ","; }

    [[noreturn]] void refuse(const std::string& wanted) const {
        const std::string found = word().text.empty() ? "the end" : quotedText(word().text);
        throw std::invalid_argument("layers, character " + std::to_string(word().at + 1) + ": " +
                                    found + " stands where " + wanted);
    }

    std::size_t numberIn(const std::string& digits, std::size_t least, const std::string& what) {
        constexpr std::size_t mostDigits = 9;
        const bool isNumber = !digits.empty() && digits.size() <= mostDigits &&
                              std::all_of(digits.begin(), digits.end(),
                                          [](unsigned char c) { return std::isdigit(c) != 0; });
        const std::size_t value = isNumber ? std::stoul(digits) : 0;
        if (!isNumber || value < least) {
            refuse(what + " must be");
        }
        return value;
    }

    std::size_t count(const std::string& of) {
        const std::size_t value =
            numberIn(word().text, 1, "the number of " + of + ", a whole number from 1 on,");
        next();
        return value;
    }

    Window size(std::size_t least, const std::string& of) {
        const std::string wanted = of + ", whole numbers from " + std::to_string(least) +
                                   " on like 5x5 (rows x columns) or 5,";
        const std::string text = word().text;
        const std::size_t cross = text.find('x');
        Window window;
        window.rows = numberIn(text.substr(0, cross), least, wanted);
        window.columns = cross == std::string::npos
                             ? window.rows
                             : numberIn(text.substr(cross + 1), least, wanted);
        next();
        return window;
    }

    LayerKind kind() {
        const auto found =
            std::find_if(kindNames.begin(), kindNames.end(),
                         [&](const KindName& each) { return word().text == each.name; });
        if (found == kindNames.end()) {
            std::vector<std::string> names;
            for (const KindName& each : kindNames) {
                names.emplace_back(each.name);
            }
            refuse("a layer must be, one of " + listOf(names) + didYouMean(word().text, names));
        }
        next();
        return found->kind;
    }

    Layer layer() {
        Layer made;
        made.kind = kind();
        const bool convolution = made.kind == LayerKind::convolution;
        const bool pool = made.kind == LayerKind::maxPool || made.kind == LayerKind::averagePool;
        if (made.kind == LayerKind::linear || convolution) {
            made.outputs = count(convolution ? "channels" : "units");
        }
        if (convolution || pool) {
            made.kernel = size(1, "the size of a window");
            made.stride = pool ? made.kernel : made.stride;
        }
        std::vector<std::string> left = optionsOf(made.kind);
        while (!ends()) {
            const auto found = std::find(left.begin(), left.end(), word().text);
            if (found == left.end()) {
                refuse("a comma or the end must be" +
                       (left.empty() ? std::string() : ", or one of " + listOf(left)) +
                       didYouMean(word().text, left));
            }
            const std::string option = *found;
            left.erase(found);
            next();
            read(option, made);
        }
        return made;
    }

    void read(const std::string& option, Layer& made) {
        if (option == "stride") {
            made.stride = size(1, "a stride");
        } else if (option == "pad") {
            made.padding = size(0, "the padding");
        } else if (option == "dilation") {
            made.dilation = size(1, "a dilation");
        } else if (option == "groups") {
            made.groups = count("groups");
        } else if (option == "no") {
            if (word().text != "bias") {
                refuse("'bias' must follow 'no'");
            }
            made.bias = false;
            next();
        } else {
            if (ends()) {
                refuse("the name of another layer, like layer1, must be");
            }
            made.sharesWith = word().text;
            next();
        }
    }

    std::vector<Word> words_;
    std::size_t at_ = 0;
};

std::string sizeText(const Window& window) {
    return std::to_string(window.rows) + "x" + std::to_string(window.columns);
}

} // namespace

Layer Layer::linear(std::size_t units, bool bias) {
    Layer layer;
    layer.kind = LayerKind::linear;
    layer.outputs = units;
    layer.bias = bias;
    return layer;
}

Layer Layer::convolution(std::size_t channels, Window kernel, Window padding, Window stride) {
    Layer layer;
    layer.kind = LayerKind::convolution;
    layer.outputs = channels;
    layer.kernel = kernel;
    layer.padding = padding;
    layer.stride = stride;
    return layer;
}

Layer Layer::of(LayerKind kind) {
    Layer layer;
    layer.kind = kind;
    return layer;
}

Layer Layer::pool(LayerKind kind, Window kernel) {
    Layer layer;
    layer.kind = kind;
    layer.kernel = kernel;
    layer.stride = kernel;
    return layer;
}

bool operator==(const Layer& a, const Layer& b) noexcept {
    const auto parts = [](const Layer& each) {
        return std::tie(each.kind, each.outputs, each.kernel, each.stride, each.padding,
                        each.dilation, each.groups, each.bias, each.sharesWith);
    };
    return parts(a) == parts(b);
}

bool hasWeights(LayerKind kind) noexcept {
    return kind == LayerKind::linear || kind == LayerKind::convolution ||
           kind == LayerKind::batchNorm;
}

std::vector<Layer> parseLayers(const std::string& text) {
    return Parser(text).all();
}

std::string layerText(const Layer& layer) {
    std::string text = nameOf(layer.kind);
    const bool pool = layer.kind == LayerKind::maxPool || layer.kind == LayerKind::averagePool;
    const bool convolution = layer.kind == LayerKind::convolution;
    if (layer.kind == LayerKind::linear || convolution) {
        text += " " + std::to_string(layer.outputs);
    }
    if (pool || convolution) {
        text += " " + sizeText(layer.kernel);
        if (layer.stride != (pool ? layer.kernel : Window{})) {
            text += " stride " + sizeText(layer.stride);
        }
        if (layer.padding != Window{0, 0}) {
            text += " pad " + sizeText(layer.padding);
        }
    }
    if (convolution && layer.dilation != Window{}) {
        text += " dilation " + sizeText(layer.dilation);
    }
    if (convolution && layer.groups != 1) {
        text += " groups " + std::to_string(layer.groups);
    }
    if (!layer.bias && (layer.kind == LayerKind::linear || convolution)) {
        text += " no bias";
    }
    return text + (layer.sharesWith.empty() ? "" : " shares " + layer.sharesWith);
}

std::string layersText(const std::vector<Layer>& layers) {
    std::string text;
    for (const Layer& layer : layers) {
        text += (text.empty() ? "" : ", ") + layerText(layer);
    }
    return text;
}

} // namespace scorescope::nn
