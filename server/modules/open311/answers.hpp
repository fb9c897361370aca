// The documents of GeoReport v2, written from what casework lets the public
// see.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/casework/api.hpp"
#include "modules/open311/output.hpp"
#include "platform/http/context.hpp"
#include "platform/texts/texts.hpp"

namespace pingyi::open311 {

/// A service that can be asked for: a category, or a kind of letter where no
/// category fits.
struct Service {
    std::string code;
    std::string name, group, description;
    std::string keywords;  ///< separated by ","
    bool is_kind = false;
};

/// Whom an answer is for, in words.
struct Words {
    const Texts& texts;
    Language language = Language::zh;
    [[nodiscard]] std::string say(std::string_view key) const { return texts.say(language, key); }
};

/// Categories in use, then the kinds of letters.
[[nodiscard]] std::vector<Service> services_of(std::span<const casework::CurrentCategory> all,
                                               const Words& words);
/// The kind that a service code stands for; nullopt for codes of categories.
[[nodiscard]] std::optional<casework::Kind> kind_of(std::string_view service_code);

struct Endpoint {
    std::string url;  ///< "https://example.org/open311/v2"
    std::string contact;
};
[[nodiscard]] std::string discovery(Format format, const Endpoint& endpoint, const Words& words);
[[nodiscard]] std::string service_list(Format format, std::span<const Service> services);
/// We ask no further attributes of any service.
[[nodiscard]] std::string service_definition(Format format, const Service& service);

/// `agencies` runs beside `cases`: the name of the lead body, or empty.
[[nodiscard]] std::string request_list(Format format, std::span<const casework::PublicCase> cases,
                                       std::span<const std::string> agencies, const Words& words);
[[nodiscard]] std::string update_list(Format format, std::span<const casework::CaseUpdate> replies);
[[nodiscard]] std::string created(Format format, std::string_view number, std::string_view notice);
[[nodiscard]] std::string token(Format format, std::string_view number);

struct Mistake {
    int code = 400;
    std::string description;
};
[[nodiscard]] std::string errors(Format format, std::span<const Mistake> mistakes);

}  // namespace pingyi::open311
