// `pingyi scheme …`: says of a scheme what is wrong with it, what it says, and its hash.
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

#include "app/catalogue.hpp"
#include "app/commands.hpp"
#include "modules/scoring/findings.hpp"
#include "platform/durable/durable.hpp"

namespace pingyi::app {
namespace {

/// FILE:LINE:COLUMN: error: what to do
Result<> print_findings(const SchemeTask& task, const std::vector<scoring::Finding>& findings) {
    const Texts texts = all_texts();
    for (const scoring::Finding& finding : findings) {
        const std::string kind =
            texts.say(task.language, finding.is_error ? "scoring.error" : "scoring.warning");
        fmt::print("{}:{}:{}: {}: {}\n", task.file, finding.mark.line, finding.mark.column, kind,
                   scoring::text_of(texts, task.language, finding));
    }
    const auto errors = std::ranges::count_if(findings, &scoring::Finding::is_error);
    if (errors == 0) return {};
    return fail(ErrorKind::invalid_input, "app.scheme_has_errors", std::to_string(errors));
}

void print_outline(const scoring::Scheme& scheme, Language language) {
    constexpr int indent = 2;
    for (const scoring::Line& line : scoring::outline(scheme)) {
        fmt::print("{:>5}  {:{}}{}\n", line.mark.line, "", line.depth * indent,
                   language == Language::zh ? line.words.zh : line.words.en);
    }
}

}  // namespace

Result<scoring::Scheme> read_scheme(const SchemeTask& task) {
    std::error_code failure;
    const auto size = std::filesystem::file_size(task.file, failure);
    if (!failure && size > scoring::scheme_bytes_max) {
        return fail(ErrorKind::invalid_input, "app.scheme_too_large", task.file);
    }
    TRY(yaml, durable::read(task.file, scoring::scheme_bytes_max));
    if (!yaml) return fail(ErrorKind::not_found, "app.no_such_file", task.file);
    scoring::Parsed checked = scoring::check(*yaml);
    CHECK_OK(print_findings(task, checked.findings));
    return std::move(*checked.scheme);
}

Result<> scheme(const SchemeTask& task) {
    TRY(read, read_scheme(task));
    if (task.step == "outline") print_outline(read, task.language);
    if (task.step == "hash") fmt::print("{}\n", scoring::scheme_hash(read));
    return {};
}

}  // namespace pingyi::app
