// Policies: read line by line, and asked about signatures.
#include "platform/tlog/policy.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace pingyi::tlog {

constexpr std::size_t lines_of_kind_max = 256;

/// Builds a policy from its lines; each says what is wrong with it, or nullopt.
class PolicyReader {
public:
    using Words = std::vector<std::string_view>;
    using Flaw = std::optional<std::string>;

    Result<Policy> read(std::string_view text) {
        if (text.size() > policy_bytes_max) return bad(0, "too long");
        for (std::size_t number = 1; !text.empty(); ++number) {
            const auto line = take_line(text);
            if (!line) return bad(number, "no line feed at the end");
            if (std::ranges::any_of(*line, is_control)) return bad(number, "a control character");
            const Words words = words_of(*line);
            if (words.empty() || words[0].starts_with('#')) continue;
            if (const Flaw flaw = line_flaw(words)) {
                if (other_key_) {
                    return fail(ErrorKind::invalid_input, "tlog.unknown_key_type",
                                "line " + std::to_string(number));
                }
                return bad(number, *flaw);
            }
        }
        if (!has_quorum_) return bad(0, "no quorum");
        return std::move(policy_);
    }

private:
    static std::unexpected<Error> bad(std::size_t line, const std::string& why) {
        const std::string place = line == 0 ? "" : "line " + std::to_string(line) + ": ";
        return fail(ErrorKind::invalid_input, "tlog.bad_policy", place + why);
    }

    static bool is_control(char c) {
        const auto octet = static_cast<unsigned char>(c);
        return (octet < 0x20 && c != '\t') || octet == 0x7F;
    }

    static Words words_of(std::string_view line) {
        Words words;
        while (true) {
            line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
            if (line.empty()) return words;
            const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
            words.push_back(line.substr(0, end));
            line.remove_prefix(end);
        }
    }

    Flaw line_flaw(const Words& words) {
        if (words[0] == "log") return log_flaw(words);
        if (words[0] == "witness") return witness_flaw(words);
        if (words[0] == "group") return group_flaw(words);
        if (words[0] == "quorum") return quorum_flaw(words);
        return "it does not begin with log, witness, group or quorum";
    }

    /// The key, if it is of this type and was not named before.
    Flaw key_flaw(std::string_view vkey, KeyType type, std::set<std::string>& seen,
                  std::optional<VerifierKey>& out) {
        auto key = VerifierKey::parsed(vkey);
        if (!key) {
            other_key_ = key.error().code == "tlog.unknown_key_type";
            return key.error().detail;
        }
        if (key->type() != type) return "the key is of another type than its line";
        if (!seen.insert(key->key()).second) return "the key is named twice";
        out = std::move(*key);
        return std::nullopt;
    }

    Flaw log_flaw(const Words& words) {
        if (words.size() < 2 || words.size() > 3) return "not: log VKEY [URL]";
        std::optional<VerifierKey> key;
        if (Flaw flaw = key_flaw(words[1], KeyType::ed25519, log_keys_, key)) return flaw;
        if (policy_.logs_.size() == lines_of_kind_max) return "too many logs";
        policy_.logs_.push_back({std::move(*key), std::string(words.size() == 3 ? words[2] : "")});
        return std::nullopt;
    }

    Flaw witness_flaw(const Words& words) {
        if (words.size() < 3 || words.size() > 4) return "not: witness NAME VKEY [URL]";
        std::optional<VerifierKey> key;
        if (Flaw flaw = key_flaw(words[2], KeyType::cosignature, witness_keys_, key)) return flaw;
        const std::size_t place = policy_.witnesses_.size();
        if (place == lines_of_kind_max) return "too many witnesses";
        if (Flaw flaw = name_flaw(words[1], {false, place})) return flaw;
        policy_.witnesses_.push_back({std::string(words[1]), std::move(*key),
                                      std::string(words.size() == 4 ? words[3] : "")});
        return std::nullopt;
    }

    Flaw group_flaw(const Words& words) {
        if (words.size() < 4) return "not: group NAME all|any|NUMBER NAME...";
        Policy::Group group;
        for (const std::string_view name : std::span(words).subspan(3)) {
            const auto found = names_.find(name);
            if (found == names_.end()) return "a member is not defined before";
            if (!grouped_.insert(std::string(name)).second) return "a member is in a group already";
            group.members.push_back(found->second);
        }
        const auto least = least_of(words[2], group.members.size());
        if (!least) return "the number is not between 1 and that of the members";
        group.least = *least;
        const std::size_t place = policy_.groups_.size();
        if (place == lines_of_kind_max) return "too many groups";
        if (Flaw flaw = name_flaw(words[1], {true, place})) return flaw;
        policy_.groups_.push_back(std::move(group));
        return std::nullopt;
    }

    Flaw quorum_flaw(const Words& words) {
        if (words.size() != 2) return "not: quorum NAME";
        if (std::exchange(has_quorum_, true)) return "a second quorum";
        if (words[1] == "none") return std::nullopt;
        const auto found = names_.find(words[1]);
        if (found == names_.end()) return "the quorum is not defined before";
        policy_.quorum_ = found->second;
        return std::nullopt;
    }

    Flaw name_flaw(std::string_view name, Policy::Member member) {
        if (name == "none") return "the name none means no witness";
        if (!names_.emplace(name, member).second) return "the name is taken";
        return std::nullopt;
    }

    static std::optional<std::size_t> least_of(std::string_view word, std::size_t members) {
        if (word == "any") return 1;
        if (word == "all") return members;
        const auto number = number_of(word);
        if (!number || *number == 0 || *number > members) return std::nullopt;
        return number;
    }

    Policy policy_;
    std::map<std::string, Policy::Member, std::less<>> names_;
    std::set<std::string> grouped_;
    std::set<std::string> log_keys_;
    std::set<std::string> witness_keys_;
    bool has_quorum_ = false;
    bool other_key_ = false;
};

Result<Policy> Policy::parsed(std::string_view text) {
    return PolicyReader{}.read(text);
}

bool Policy::has_quorum(const std::vector<Signed>& signers) const {
    std::vector<bool> met;  // of the groups
    const auto counts = [this, &signers, &met](const Member& member) {
        if (member.is_group) return bool{met[member.place]};
        const VerifierKey& key = witnesses_[member.place].key;
        return std::ranges::find(signers, key, &Signed::key) != signers.end();
    };
    for (const Group& group : groups_) {
        const auto enough = std::ranges::count_if(group.members, counts);
        met.push_back(std::cmp_greater_equal(enough, group.least));
    }
    return !quorum_ || counts(*quorum_);
}

std::string policy_text(const Policy::Log& log, const std::vector<Policy::Witness>& witnesses,
                        std::size_t least) {
    const auto with_url = [](const std::string& url) { return url.empty() ? "" : " " + url; };
    std::string text = "log " + log.key.text() + with_url(log.url) + "\n";
    std::string members;
    for (const Policy::Witness& witness : witnesses) {
        text += "witness " + witness.name + " " + witness.key.text() + with_url(witness.url) + "\n";
        members += " " + witness.name;
    }
    if (least == 0) return text + "quorum none\n";
    return text + "group witnesses " + std::to_string(least) + members + "\nquorum witnesses\n";
}

Result<Trusted> trusted_checkpoint(std::string_view note_text, const Policy& policy) {
    TRY(note, Note::parsed(note_text));
    std::vector<VerifierKey> known;
    for (const Policy::Log& log : policy.logs()) known.push_back(log.key);
    for (const Policy::Witness& witness : policy.witnesses()) known.push_back(witness.key);
    TRY(signers, verify(note, known));
    TRY(checkpoint, Checkpoint::parsed(note.text));
    bool any_log = false;
    bool own_log = false;
    for (const Signed& signer : signers) {
        if (signer.key.type() != KeyType::ed25519) continue;
        any_log = true;
        own_log = own_log || signer.key.name() == checkpoint.origin;
    }
    if (!any_log) return fail(ErrorKind::invalid_input, "tlog.not_signed");
    if (!own_log) return fail(ErrorKind::invalid_input, "tlog.other_origin", checkpoint.origin);
    if (!policy.has_quorum(signers)) {
        return fail(ErrorKind::forbidden, "tlog.no_quorum",
                    checkpoint.origin + " at size " + std::to_string(checkpoint.size));
    }
    return Trusted{std::move(checkpoint), std::move(signers)};
}

}  // namespace pingyi::tlog
