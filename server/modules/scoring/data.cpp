// Reads the tables of a folder. Ballots go through the reader for files of any size, the others are
// small tables.
#include "modules/scoring/data.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include "modules/scoring/cells.hpp"
#include "modules/scoring/data_tables.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::scoring {
namespace {

constexpr std::size_t bytes_max = 200'000'000;
constexpr std::string_view units_file = "units.csv";
constexpr std::string_view events_file = "events.csv";

class Folder {
public:
    Folder(const Scheme& scheme, std::filesystem::path path)
        : scheme_{scheme}, path_{std::move(path)} {}

    Result<Data> read() {
        TRY(units, text_of(units_file));
        TRY(listed, in_file(units_file, units_in(units, scheme_)));
        data_.units = std::move(listed);
        for (const Measure& measure : scheme_.measures) CHECK_OK(read(measure));
        if (std::filesystem::exists(path_ / events_file)) {
            TRY(text, text_of(events_file));
            TRY(events, in_file(events_file, incidents_in(text, scheme_, data_.units)));
            data_.incidents = std::move(events);
        }
        std::ranges::sort(data_.files, {}, &InputFile::name);
        return std::move(data_);
    }

private:
    Result<> read(const Measure& measure) {
        const std::string file = measure.code + ".csv";
        const bool has_cells = std::filesystem::exists(path_ / cells_file(measure));
        if (measure.kind == MeasureKind::ballots && has_cells) return read_cells_of(measure);
        if (!std::filesystem::exists(path_ / file)) {
            return fail(ErrorKind::not_found, "scoring.no_table", file);
        }
        if (measure.kind == MeasureKind::ballots) return read_ballots_of(measure, file);
        TRY(text, text_of(file));
        if (measure.kind == MeasureKind::values) {
            TRY(values, in_file(file, values_in(text, scheme_, measure, data_.units)));
            data_.values.emplace(measure.code, std::move(values));
            return {};
        }
        TRY(counts, in_file(file, counts_in(text, scheme_, measure, data_.units)));
        data_.answers.emplace(measure.code, std::move(counts));
        return {};
    }

    /// As auditors have them: cells in place of ballots.
    Result<> read_cells_of(const Measure& measure) {
        TRY(strata, text_of(strata_file(measure)));
        TRY(cells, text_of(cells_file(measure)));
        TRY(answers, in_file(cells_file(measure),
                             answers_in(strata, cells, scheme_, measure, data_.units)));
        data_.answers.emplace(measure.code, std::move(answers));
        return {};
    }

    Result<> read_ballots_of(const Measure& measure, const std::string& file) {
        std::ifstream stream(path_ / file, std::ios::binary);
        std::string head(std::size_t{64} * 1024, '\0');
        stream.read(head.data(), static_cast<std::streamsize>(head.size()));
        head.resize(std::min(head.find('\n'), static_cast<std::size_t>(stream.gcount())));
        TRY(header, in_file(file, csv::header(head)));
        const bool has_stratum = std::ranges::find(header, "stratum") != header.end();
        Answers answers;
        answers.layout = layout_of(scheme_, measure, data_.units, has_stratum);
        crypto::Sha256 digest;
        BallotReading reading;
        reading.seen = [&](std::string_view octets) { digest.add(octets); };
        TRY(ballots, read_ballots(path_ / file, answers.layout, reading));
        answers.ballots = std::move(ballots);
        data_.answers.emplace(measure.code, std::move(answers));
        data_.files.push_back({file, crypto::hex(digest.digest())});
        return {};
    }

    Result<std::string> text_of(std::string_view file) {
        std::ifstream stream(path_ / file, std::ios::binary);
        if (!stream) return fail(ErrorKind::not_found, "scoring.no_table", std::string(file));
        std::string text(std::istreambuf_iterator<char>(stream), {});
        if (text.size() > bytes_max) {
            return fail(ErrorKind::invalid_input, "scoring.table_too_large", std::string(file));
        }
        data_.files.push_back({std::string(file), crypto::hex(crypto::sha256(text))});
        return text;
    }

    template <class T>
    static Result<T> in_file(std::string_view file, Result<T> result) {
        if (!result) return std::unexpected(csv::in_file(std::move(result).error(), file));
        return result;
    }

    const Scheme& scheme_;
    std::filesystem::path path_;
    Data data_;
};

void collect(const Indicator& indicator, std::string_view measure,
             std::vector<const Source*>& sources) {
    if (indicator.source && indicator.source->measure == measure) {
        sources.push_back(&*indicator.source);
    }
    for (const Indicator& part : indicator.parts) collect(part, measure, sources);
}

}  // namespace

std::size_t Answers::column(std::string_view name) const {
    const auto found = std::ranges::find(layout.answers, name, &AnswerColumn::name);
    return static_cast<std::size_t>(found - layout.answers.begin());
}

Result<Data> read_data(const Scheme& scheme, const std::filesystem::path& folder) {
    return Folder{scheme, folder}.read();
}

std::vector<const Source*> sources_of(const Scheme& scheme, std::string_view measure) {
    std::vector<const Source*> sources;
    collect(scheme.index, measure, sources);
    return sources;
}

}  // namespace pingyi::scoring
