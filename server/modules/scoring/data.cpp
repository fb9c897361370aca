// Reads the tables of a folder. Ballots go through the reader for files of any size, the others are
// small tables.
#include "modules/scoring/data.hpp"

#include <algorithm>
#include <fstream>

#include "modules/scoring/cells.hpp"
#include "modules/scoring/data_tables.hpp"
#include "modules/scoring/groups.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::scoring {
namespace {

constexpr std::size_t head_bytes = std::size_t{64} * 1024;  // a row of names is shorter

class Reader {
public:
    /// `folder`: where tables of ballots are that do not stand in `tables`; none: nowhere.
    Reader(const Scheme& scheme, const Tables& tables, const std::filesystem::path* folder)
        : scheme_{scheme}, tables_{tables}, folder_{folder} {}

    Result<Data> read() {
        auto data = read_all();
        if (!data) return told(std::move(data).error());
        return data;
    }

private:
    /// The first mistakes of a file, and that there may be more.
    static std::unexpected<Error> told(Error error) {
        std::vector<FieldError>& fields = error.fields;
        if (fields.size() >= mistakes_max) {
            fields.resize(mistakes_max);
            const std::string& place = fields.front().place;
            fields.push_back({place.substr(0, place.find(": ")), "scoring_more_mistakes",
                              std::to_string(mistakes_max)});
        }
        return std::unexpected(std::move(error));
    }

    Result<Data> read_all() {
        TRY(units, text_of(units_file));
        TRY(listed, in_file(units_file, units_in(units, scheme_)));
        data_.units = std::move(listed);
        CHECK_OK(check_size(scheme_, data_.units));
        if (tables_.contains(std::string(groups_file))) CHECK_OK(read_estimated());
        for (const Measure& measure : scheme_.measures) CHECK_OK(read(measure));
        CHECK_OK(read_events());
        std::ranges::sort(data_.files, {}, &InputFile::name);
        return std::move(data_);
    }

    /// Whether nothing happened or nobody wrote it down: only a table can say.
    Result<> read_events() {
        if (!tables_.contains(std::string(events_file))) {
            if (scheme_.events.empty()) return {};
            return fail(ErrorKind::not_found, "scoring.no_events", std::string(events_file));
        }
        TRY(text, text_of(events_file));
        TRY(events, in_file(events_file, incidents_in(text, scheme_, data_.units)));
        data_.incidents = std::move(events);
        return {};
    }

    /// As the public has them: estimates in place of all ballots and counts.
    Result<> read_estimated() {
        Estimated& estimated = data_.estimated.emplace();
        TRY(groups, text_of(groups_file));
        TRY(of_groups, in_file(groups_file, groups_in(groups, scheme_, data_.units)));
        estimated.groups = std::move(of_groups);
        TRY(covariances, text_of(covariances_file));
        TRY(of_covariances,
            in_file(covariances_file, covariances_in(covariances, scheme_, data_.units)));
        estimated.covariances = std::move(of_covariances);
        TRY(pairs, text_of(pairs_file));
        TRY(of_pairs, in_file(pairs_file, pairs_in(pairs, data_.units)));
        estimated.pairs = std::move(of_pairs);
        TRY(withheld, text_of(withheld_file));
        TRY(named, in_file(withheld_file, withheld_in(withheld, data_.units)));
        data_.named = std::move(named);
        return {};
    }

    Result<> read(const Measure& measure) {
        if (data_.estimated && measure.kind != MeasureKind::values) {
            Answers& answers = data_.answers[measure.code];
            answers.layout = layout_of(scheme_, measure, data_.units, true);
            if (measure.has_weights) answers.ballots.weight_places = weight_places;
            return {};
        }
        if (measure.kind == MeasureKind::ballots) {
            return tables_.contains(cells_file(measure)) ? read_cells_of(measure)
                                                         : read_ballots_of(measure);
        }
        const std::string file = measure.code + ".csv";
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
        TRY(answers,
            in_file(cells_file(measure), answers_in(strata, cells, scheme_, measure, data_.units)));
        data_.answers.emplace(measure.code, std::move(answers));
        return {};
    }

    Result<> read_ballots_of(const Measure& measure) {
        const std::string file = measure.code + ".csv";
        const auto table = tables_.find(file);
        const bool is_here = table != tables_.end();
        TRY(is_large, has_large(file));
        if (!is_here && !is_large) return fail(ErrorKind::not_found, "scoring.no_table", file);
        const std::string head = is_here ? table->second.substr(0, head_bytes) : head_of(file);
        TRY(header, in_file(file, csv::header(head.substr(0, head.find('\n')))));
        const bool has_stratum = std::ranges::find(header, "stratum") != header.end();
        Answers answers;
        answers.layout = layout_of(scheme_, measure, data_.units, has_stratum);
        crypto::Sha256 digest;
        BallotReading reading;
        reading.seen = [&](std::string_view octets) { digest.add(octets); };
        auto ballots = is_here ? ballots_in(table->second, file, answers.layout, reading)
                               : read_ballots(*folder_ / file, answers.layout, reading);
        if (!ballots) {
            CHECK_OK(encoding_of(head, ballots.error(), file));
            return std::unexpected(std::move(ballots).error());
        }
        answers.ballots = std::move(*ballots);
        data_.answers.emplace(measure.code, std::move(answers));
        data_.files.push_back({file, crypto::hex(digest.digest())});
        return {};
    }

    [[nodiscard]] Result<bool> has_large(const std::string& file) const {
        if (folder_ == nullptr) return false;
        return is_table_in(*folder_, file);
    }

    /// A file of ballots in another encoding is told as such where its beginning shows it.
    static Result<> encoding_of(std::string_view head, const Error& error, std::string_view file) {
        if (std::ranges::find(error.fields, "bad_utf8", &FieldError::code) == error.fields.end()) {
            return {};
        }
        return in_file(file, csv::check_encoding(head.substr(0, head.rfind('\n') + 1)));
    }

    [[nodiscard]] std::string head_of(const std::string& file) const {
        std::ifstream stream(*folder_ / file, std::ios::binary);
        std::string head(head_bytes, '\0');
        stream.read(head.data(), static_cast<std::streamsize>(head.size()));
        head.resize(static_cast<std::size_t>(stream.gcount()));
        return head;
    }

    Result<std::string_view> text_of(std::string_view name) {
        const auto table = tables_.find(std::string(name));
        if (table == tables_.end()) {
            return fail(ErrorKind::not_found, "scoring.no_table", std::string(name));
        }
        const std::string& text = table->second;
        if (text.size() > small_table_bytes_max) {
            return fail(ErrorKind::invalid_input, "scoring.table_too_large", std::string(name));
        }
        data_.files.push_back({std::string(name), crypto::hex(crypto::sha256(text))});
        return std::string_view{text};
    }

    template <class T>
    static Result<T> in_file(std::string_view file, Result<T> result) {
        if (!result) return std::unexpected(csv::in_file(std::move(result).error(), file));
        return result;
    }

    const Scheme& scheme_;
    const Tables& tables_;
    const std::filesystem::path* folder_;
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

Result<Data> read_data(const Scheme& scheme, const Tables& tables) {
    return read_tables(scheme, tables, nullptr);
}

Result<Data> read_tables(const Scheme& scheme, const Tables& tables,
                         const std::filesystem::path* folder) {
    return Reader{scheme, tables, folder}.read();
}

std::vector<const Source*> sources_of(const Scheme& scheme, std::string_view measure) {
    std::vector<const Source*> sources;
    collect(scheme.index, measure, sources);
    return sources;
}

}  // namespace pingyi::scoring
