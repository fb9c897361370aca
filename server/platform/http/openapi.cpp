// The rows as an OpenAPI 3.1 document, indented so that a change reads well in a diff.
#include "platform/http/openapi.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <map>

#include "platform/http/problem.hpp"

namespace pingyi::http {

namespace json = boost::json;

namespace {

std::string simple_name(std::string_view cpp) {
    // "pingyi::units::{anonymous}::Profile" -> units, Profile
    std::string module;
    std::string rest;
    while (!cpp.empty()) {
        const std::size_t end = cpp.find("::");
        const std::string_view part = cpp.substr(0, end);
        cpp.remove_prefix(end == std::string_view::npos ? cpp.size() : end + 2);
        const bool unnamed = part.starts_with('{') || part.starts_with('(');
        if (part == "pingyi" || part.empty() || unnamed) continue;
        if (module.empty() && !cpp.empty()) {
            module = part;
        } else {
            rest += part;
        }
    }
    return module.empty() ? rest : module + "." + rest;
}

/// "pingyi::Page<pingyi::units::UnitRow>" -> "units.PageOfUnitRow".
std::string schema_name(std::string_view cpp) {
    const std::size_t open = cpp.find('<');
    if (open == std::string_view::npos) return simple_name(cpp);
    const std::string inner = schema_name(cpp.substr(open + 1, cpp.rfind('>') - open - 1));
    const std::string outer = simple_name(cpp.substr(0, open));
    const std::size_t dot = inner.find('.');
    const std::string module = dot == std::string::npos ? "" : inner.substr(0, dot + 1);
    return module + outer.substr(outer.find('.') + 1) + "Of" +
           inner.substr(dot == std::string::npos ? 0 : dot + 1);
}

json::string text(std::string_view view) {
    return json::string(view.data(), view.size());
}

json::object ref(std::string_view kind, std::string_view name) {
    return {{"$ref", text("#/components/" + std::string(kind) + "/" + std::string(name))}};
}

class Document {
public:
    Document(std::span<const CallerName> callers, Language language)
        : callers_{callers}, language_{language} {}

    [[nodiscard]] json::object operation(const Module& module, const Route& route) {
        json::object out;
        out["operationId"] = text(route.operation);
        out["tags"] = json::array{text(module.name)};
        out["summary"] = said(route.summary);
        out["x-roles"] = roles(route.callers);
        if (route.callers.intersects(anyone)) {
            out["security"] = json::array{};
        } else {
            out["security"] = json::array{json::object{{"session", json::array{}}},
                                          json::object{{"api_key", json::array{}}}};
        }
        if (auto all = parameters(route); !all.empty()) out["parameters"] = std::move(all);
        if (route.body_type) out["requestBody"] = content("application/json", *route.body_type);
        if (route.takes_raw) {
            out["requestBody"] = raw_content(route.takes_media);
            out["x-bytes-max"] = route.takes_bytes_max;
        }
        out["responses"] = responses(route);
        return out;
    }
    [[nodiscard]] json::object components() {
        json::object problem{{"description", "What went wrong (RFC 9457)"}};
        problem["content"] = json::object{
            {"application/problem+json", json::object{{"schema", schema(problem_type())}}}};
        json::object schemas;
        for (auto& [name, value] : schemas_) schemas[text(name)] = std::move(value);
        return {{"schemas", std::move(schemas)},
                {"responses", json::object{{"Problem", std::move(problem)}}},
                {"securitySchemes",
                 json::object{{"session", json::object{{"type", "apiKey"},
                                                       {"in", "cookie"},
                                                       {"name", "pingyi_session"}}},
                              {"api_key", json::object{{"type", "http"}, {"scheme", "bearer"}}}}}};
    }
    [[nodiscard]] json::string said(const Summary& summary) const {
        return text(language_ == Language::en ? summary.en : summary.zh);
    }

private:
    [[nodiscard]] json::array roles(Callers callers) const {
        json::array names;
        if (callers.intersects(anyone)) names.push_back("anyone");
        for (const CallerName& named : callers_) {
            if (callers.intersects(named.callers)) names.push_back(text(named.name));
        }
        return names;
    }

    [[nodiscard]] json::array parameters(const Route& route) {
        json::array out;
        const auto add = [&](const Type* type, std::string_view in) {
            if (!type) return;
            for (const Field& field : type->fields) {
                json::object parameter{{"name", text(field.name)}, {"in", text(in)}};
                const Kind kind = field.type->kind;
                const bool needed =
                    is_scalar(*field.type) || (kind == Kind::list && field.type->min > 0);
                if (needed) parameter["required"] = true;
                parameter["schema"] = schema(*field.type);
                out.push_back(std::move(parameter));
            }
        };
        add(route.path_type, "path");
        add(route.query_type, "query");
        if (route.creates) {
            out.push_back(json::object{
                {"name", "Idempotency-Key"},
                {"in", "header"},
                {"required", true},
                {"schema",
                 json::object{{"type", "string"}, {"pattern", "^[A-Za-z0-9_-]{16,64}$"}}}});
        }
        return out;
    }

    [[nodiscard]] json::object content(std::string_view media, const Type& type) {
        json::object schema_of{{"schema", schema(type)}};
        return {{"required", true}, {"content", json::object{{text(media), std::move(schema_of)}}}};
    }
    [[nodiscard]] static json::object raw_content(std::string_view media) {
        json::object schema_of{{"schema", json::object{{"type", "string"}}}};
        return {{"required", true}, {"content", json::object{{text(media), std::move(schema_of)}}}};
    }

    [[nodiscard]] json::object responses(const Route& route) {
        json::object answer;
        std::string_view status = "200";
        if (route.answers_raw) {
            answer = raw_content(route.answers_media);
        } else if (route.answer_type) {
            answer = content("application/json", *route.answer_type);
        } else {
            status = "204";
        }
        answer.erase("required");
        answer["description"] =
            route.answers_raw || route.answer_type ? "Done" : "Done, no content";
        if (route.creates) {
            status = "201";
            answer["description"] = "Created";
            answer["headers"] = json::object{
                {"Location", json::object{{"schema", json::object{{"type", "string"}}}}}};
        }
        return {{text(status), std::move(answer)},
                {"4XX", ref("responses", "Problem")},
                {"5XX", ref("responses", "Problem")}};
    }

    [[nodiscard]] json::object named(const Type& type) {
        const std::string name = schema_name(type.name);
        if (!schemas_.contains(name)) {
            schemas_[name] = {};  // first, so that a recursive type ends
            schemas_[name] = type.kind == Kind::choice ? choice_schema(type) : object_schema(type);
        }
        return ref("schemas", name);
    }
    [[nodiscard]] static json::object choice_schema(const Type& type) {
        json::array names;
        for (const Choice& choice : type.choices) names.push_back(text(choice.name));
        return {{"type", "string"}, {"enum", std::move(names)}};
    }
    [[nodiscard]] json::object object_schema(const Type& type) {
        json::object properties;
        json::array required;
        for (const Field& field : type.fields) {
            const Kind kind = field.type->kind;
            if (kind != Kind::optional && kind != Kind::change)
                required.push_back(text(field.name));
            properties[text(field.name)] = schema(*field.type);
        }
        json::object out{{"type", "object"}, {"additionalProperties", false}};
        if (!required.empty()) out["required"] = std::move(required);
        out["properties"] = std::move(properties);
        return out;
    }

    [[nodiscard]] static json::object string_schema(const Type& type) {
        json::object out{{"type", "string"}};
        if (type.bounded && type.min > 0) out["minLength"] = type.min;
        if (type.bounded) out["maxLength"] = type.max;
        if (type.pattern) out["pattern"] = text(type.pattern->regex);
        if (type.kind == Kind::secret) out["format"] = "password";
        if (type.kind == Kind::secret) out["writeOnly"] = true;
        return out;
    }
    [[nodiscard]] static json::object format(std::string_view name) {
        return {{"type", "string"}, {"format", text(name)}};
    }
    [[nodiscard]] json::object list_schema(const Type& type) {
        json::object out{{"type", "array"}, {"items", schema(*type.item)}};
        if (type.bounded && type.min > 0) out["minItems"] = type.min;
        if (type.bounded) out["maxItems"] = type.max;
        return out;
    }
    [[nodiscard]] json::object schema(const Type& type) {
        switch (type.kind) {
            case Kind::text:
            case Kind::prose:
            case Kind::secret: return string_schema(type);
            case Kind::integer: {
                json::object out{{"type", "integer"}};
                if (type.bounded) out["minimum"] = type.min;
                if (type.bounded) out["maximum"] = type.max;
                return out;
            }
            case Kind::boolean: return {{"type", "boolean"}};
            case Kind::real: return {{"type", "number"}};
            case Kind::id: return format("uuid");
            case Kind::instant: return format("date-time");
            case Kind::day: return format("date");
            case Kind::cursor: return {{"type", "string"}};
            case Kind::choice:
            case Kind::object: return named(type);
            case Kind::list: return list_schema(type);
            case Kind::optional: return schema(*type.item);
            case Kind::change:
                return {{"anyOf", json::array{schema(*type.item), json::object{{"type", "null"}}}}};
        }
        return {};
    }

    std::span<const CallerName> callers_;
    Language language_;
    std::map<std::string, json::object> schemas_;
};

void print(std::string& out, const json::value& value, const std::string& indent) {
    const std::string inner = indent + "  ";
    std::string_view mark = "\n";
    if (value.is_object() && !value.get_object().empty()) {
        out += '{';
        for (const auto& [key, part] : value.get_object()) {
            out.append(mark).append(inner);
            append_quoted(out, key);
            out += ": ";
            print(out, part, inner);
            mark = ",\n";
        }
        out.append("\n").append(indent).append("}");
    } else if (value.is_array() && !value.get_array().empty()) {
        out += '[';
        for (const json::value& part : value.get_array()) {
            out.append(mark).append(inner);
            print(out, part, inner);
            mark = ",\n";
        }
        out.append("\n").append(indent).append("]");
    } else {
        out += json::serialize(value);
    }
}

}  // namespace

std::string openapi(std::span<const Module> modules, std::span<const CallerName> callers,
                    Language language, std::string_view version) {
    Document document(callers, language);
    json::array tags;
    json::object paths;
    for (const Module& module : modules) {
        bool has_rows = false;
        for (const Route* route : module.rows) {
            if (route->is_page()) continue;
            has_rows = true;
            json::value& path = paths[text(route->path)];
            if (!path.is_object()) path.emplace_object();
            std::string method(text_of(route->method));
            for (char& c : method) c = static_cast<char>(c - 'A' + 'a');
            path.get_object()[method] = document.operation(module, *route);
        }
        if (!has_rows) continue;
        tags.push_back(json::object{{"name", text(module.name)},
                                    {"description", document.said(module.about)}});
    }
    json::object info{{"title", language == Language::en ? "Pingyi" : "评议"},
                      {"version", text(version)}};
    info["license"] = json::object{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}};
    json::object all{{"openapi", "3.1.0"}, {"info", std::move(info)}};
    all["servers"] = json::array{json::object{{"url", "/"}}};
    all["tags"] = std::move(tags);
    all["paths"] = std::move(paths);
    all["components"] = document.components();
    std::string out;
    print(out, all, "");
    return out + "\n";
}

}  // namespace pingyi::http
