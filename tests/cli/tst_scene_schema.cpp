// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/builtin_scenes.h"
#include "engine/core/error.h"
#include "engine/core/scene.h"
#include "engine/labs.h"

#include <QtTest>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include <functional>

using namespace scorescope;

namespace {

/// What a validator that knows nothing of this program says of a scene.
bool validatorAccepts(const nlohmann::json& schemaJson, const nlohmann::json& scene) {
    valijson::Schema schema;
    valijson::SchemaParser parser;
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(schemaJson), schema);
    valijson::Validator validator;
    return validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(scene), nullptr);
}

bool programAccepts(const nlohmann::json& scene, const Registry& registry) {
    try {
        static_cast<void>(parseScene(scene.dump(), "scene.json", registry));
        return true;
    } catch (const InputError&) {
        return false;
    }
}

} // namespace

/// The published schema and the program's own checks must agree.
class SceneSchemaTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everySceneIsValid() {
        const Registry registry = registerLabs();
        for (const app::BuiltinScene& builtin : app::builtinScenes()) {
            const auto scene = nlohmann::json::parse(builtin.json);
            const nlohmann::json schema =
                sceneSchema(scene["experiment"].get<std::string>(), registry);
            QVERIFY2(validatorAccepts(schema, scene), builtin.id.c_str());
            QVERIFY2(programAccepts(scene, registry), builtin.id.c_str());
        }
    }

    void mistakesAreRefusedByBoth_data() {
        QTest::addColumn<QByteArray>("patch");
        for (
            const char* patch :
            {R"({"setps": 3})", R"({"steps": -1})", R"({"steps": "many"})", R"({"scorescope": 99})",
             R"({"experiment": "other"})", R"({"parameters": {"hidden_units": 0}})",
             R"({"parameters": {"hidden_units": 1.5}})", R"({"parameters": {"corruption": 20}})",
             R"({"parameters": {"optimizer": "bfgs"}})", R"({"parameters": {"nothing": 1}})",
             R"({"views": [{"name": "a b", "kind": "field"}]})",
             R"({"views": [{"name": "a", "kind": "field", "place": "top"}]})",
             R"({"expect": [{"series": "loss", "step": 1, "value": 1, "tolerance": -1, "why": "x"}]})",
             R"({"expect": [{"series": "loss", "step": 1, "value": 1, "tolerance": 0.1}]})",
             R"({"expect": [{"series": "loss", "step": 1, "why": "x"}]})",
             R"({"expect": [{"series": "loss", "value": 1, "why": "x"}]})",
             R"({"expect": [{"series": "loss", "tolerance": 1, "at_most": 1, "why": "x"}]})",
             R"({"expect": [{"series": "loss", "value": 1, "tolerance": 0.1, "at_most": 1, "why": "x"}]})"}) {
            QTest::newRow(patch) << QByteArray(patch);
        }
    }
    void mistakesAreRefusedByBoth() {
        QFETCH(QByteArray, patch);
        const Registry registry = registerLabs();
        nlohmann::json scene = nlohmann::json::parse(app::builtinScenes().front().json);
        const nlohmann::json schema = sceneSchema(scene["experiment"].get<std::string>(), registry);
        scene.merge_patch(nlohmann::json::parse(patch.toStdString()));
        QVERIFY(!validatorAccepts(schema, scene));
        QVERIFY(!programAccepts(scene, registry));
    }
};

QTEST_GUILESS_MAIN(SceneSchemaTest)
#include "tst_scene_schema.moc"
