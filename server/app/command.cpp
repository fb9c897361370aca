// The `pingyi` command: reads the arguments and runs what they ask for.
#include "app/command.hpp"

#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <fmt/format.h>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <unistd.h>

#include "app/catalogue.hpp"
#include "app/commands.hpp"
#include "platform/config/config.hpp"
#include "platform/files/reencode.hpp"

namespace pingyi::app {
namespace {

/// The settings given as flags, and the file that holds others.
struct Flags {
    std::map<std::string, std::string> values;
    std::string file;
};

std::string flag_of(std::string_view setting) {
    std::string flag = "--" + std::string(setting);
    for (char& c : flag) {
        if (c == '_') c = '-';
    }
    return flag;
}

void add_setting(CLI::App& command, Flags& flags, const config::Setting& setting) {
    const std::string name{setting.name};
    command.add_option_function<std::string>(
        flag_of(setting.name),
        [&flags, name](const std::string& value) { flags.values[name] = value; },
        std::string(setting.help));
}

/// `serve` takes every setting as a flag, the other commands what they need of them.
void add_settings(CLI::App& command, Flags& flags, bool all) {
    command.add_option("--config", flags.file, "file with settings (YAML)");
    for (const config::Setting& setting : config::settings()) {
        const bool common = setting.name == "database" || setting.name == "key_file" ||
                            setting.name == "clock" || setting.name == "zone";
        if (all || common) add_setting(command, flags, setting);
    }
}

std::map<std::string, std::string> environment() {
    std::map<std::string, std::string> found;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text{*entry};
        const std::size_t equals = text.find('=');
        if (text.starts_with("PINGYI_") && equals != std::string_view::npos) {
            found.emplace(text.substr(0, equals), text.substr(equals + 1));
        }
    }
    return found;
}

/// What LC_ALL, LC_MESSAGES or LANG says, in this order; English unless it is Chinese.
Language language_of_environment() {
    for (const std::string_view name : {"LC_ALL=", "LC_MESSAGES=", "LANG="}) {
        for (char** entry = environ; *entry != nullptr; ++entry) {
            const std::string_view text{*entry};
            if (!text.starts_with(name) || text.size() == name.size()) continue;
            return text.substr(name.size()).starts_with("zh") ? Language::zh : Language::en;
        }
    }
    return Language::en;
}

/// One sentence and the places of the mistakes.
void print_error(const Error& error, Language language) {
    const Texts texts = all_texts();
    std::string line = texts.say(language, "error." + error.code);
    if (!error.detail.empty()) line += " (" + error.detail + ")";
    fmt::print(stderr, "pingyi: {}\n", line);
    for (const FieldError& field : error.fields) {
        fmt::print(stderr, "  {}: {}\n", field.place,
                   texts.say(language, "field." + field.code, {{"limit", field.limit}}));
    }
}

class Command {
public:
    Command() {
        app_.require_subcommand(1);
        add_language();
        app_.set_version_flag("--version", PINGYI_VERSION);
        add("serve", "answer requests until told to stop", true,
            [](const config::Config& config) { return serve(config); });
        add("migrate", "bring the database up to date", false,
            [](const config::Config& config) { return migrate(config); });
        add("demo", "fill an empty database with the demonstration city", false,
            [](const config::Config& config) { return demo(config); });
        add_import();
        app_.add_subcommand("openapi", "print the OpenAPI 3.1 document of the API")
            ->callback([this] {
                fmt::print("{}", api_document());
                done_ = Result<>{};
            });
        add_mail();
        add_ledger();
        add_witness();
        add_draw();
        add_verify();
        add_scheme();
        add_score();
        add_what_if();
        add_user_commands();
    }

    int run(int argc, char** argv) {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::ParseError& error) {
            return app_.exit(error) == 0 ? 0 : 2;
        }
        if (done_) return 0;
        print_error(done_.error(), language_);
        return status_of_(done_.error());
    }

private:
    /// One for all commands, before or after their name; added before them, who inherit from here.
    void add_language() {
        app_.fallthrough();
        app_.footer("--lang zh or --lang en with any command: in which language it speaks");
        app_.add_option_function<std::string>(
                "--lang",
                [this](const std::string& name) {
                    language_ = name == "zh" ? Language::zh : Language::en;
                },
                "zh or en; default: as LANG says")
            ->check(CLI::IsMember({"zh", "en"}));
    }

    using Work = std::function<Result<>(const config::Config&)>;

    CLI::App* add(const std::string& name, const std::string& help, bool all_settings, Work work,
                  CLI::App* parent = nullptr) {
        CLI::App* command = (parent == nullptr ? &app_ : parent)->add_subcommand(name, help);
        add_settings(*command, flags_, all_settings);
        command->callback([this, work = std::move(work)] {
            const auto config = config::load(flags_.file, environment(), flags_.values);
            done_ = config ? work(*config) : std::unexpected(config.error());
        });
        return command;
    }

    void add_import() {
        CLI::App* group = app_.add_subcommand("import", "take data in from a file, all or nothing");
        group->require_subcommand(1);
        for (const auto& [what, help] : {std::pair{"units", "public bodies from CSV"},
                                         std::pair{"calendar",
                                                   "days off and make-up working days "
                                                   "from CSV, JSON or iCalendar"},
                                         std::pair{"categories",
                                                   "what letters may be about, from CSV; "
                                                   "replaces the tree"},
                                         std::pair{"routes",
                                                   "which body answers for which category, "
                                                   "from CSV; replaces all"},
                                         std::pair{"letters",
                                                   "letters of the past with their replies "
                                                   "from CSV or JSON, also as gzip"}}) {
            CLI::App* command = add(
                what, help, false,
                [this, name = std::string(what)](const config::Config& config) {
                    import_.what = name;
                    return import(config, import_);
                },
                group);
            command->add_option("file", import_.file, "the file")->required();
            command->add_flag("--preview", import_.preview,
                              "say what would change, change nothing");
            if (std::string_view{what} == "calendar") {
                command->add_option("--year", import_.year, "notice year of an iCalendar file");
            }
            if (std::string_view{what} == "letters") {
                command->add_option("--mapping", import_.mapping,
                                    "mapping file (YAML), or the name of a shipped one");
                command->add_option("--errors", import_.errors,
                                    "write the mistakes into this file (CSV)");
            }
        }
    }

    void add_mail() {
        CLI::App* command =
            add("mail", "send notices by e-mail and SMS until told to stop", true,
                [this](const config::Config& config) { return mail(config, mail_); });
        command->add_flag("--replace-key", mail_.replace_key,
                          "the old key file is lost: erase the addresses sealed to it");
        auto* tasks = command->add_option_group("instead of sending");
        tasks->add_flag("--pause", mail_.pause, "let no worker send until --resume");
        tasks->add_flag("--resume", mail_.resume, "send what remains");
        tasks->add_option("--test", mail_.test, "queue a test message to this address or number");
        tasks->require_option(0, 1);
    }

    void add_ledger() {
        CLI::App* group = app_.add_subcommand("ledger", "the public ledger");
        group->require_subcommand(1);
        add(
            "keys", "print the keys of the logs, for witnesses and auditors", true,
            [](const config::Config& config) { return ledger_keys(config); }, group);
        add(
            "begin-again",
            "after a restore or the loss of the key: go on under a new ledger_origin", true,
            [](const config::Config& config) { return ledger_begin_again(config); }, group);
    }

    void add_draw() {
        CLI::App* group =
            app_.add_subcommand("draw", "lots drawn in public, from the public ledger");
        group->require_subcommand(1);
        const auto step = [&](const std::string& name, const std::string& help) {
            return add(
                name, help, true,
                [this, name](const config::Config& config) {
                    draw_.step = name;
                    return draw(config, draw_);
                },
                group);
        };
        CLI::App* freezing = step("freeze", "freeze a list and print the id of the draw");
        freezing->add_option("list", draw_.list, "file with one lot a line")->required();
        freezing->add_option("--places", draw_.places, "how many are drawn");
        for (const auto& [name, help, octets] :
             {std::tuple{"commit", "an office commits to its secret", "SHA-256 of the secret, hex"},
              std::tuple{"reveal", "an office reveals its secret", "the secret, 64 hex digits"},
              std::tuple{"fail", "an office does not reveal: it is named, the draw is void", ""}}) {
            CLI::App* command = step(name, help);
            command->add_option("draw", draw_.draw, "id of the draw")->required();
            command->add_option("--office", draw_.office, "1 or 2")->required();
            if (*octets != '\0') command->add_option("octets", draw_.octets, octets)->required();
        }
        add_draw_result(*group);
    }

    void add_draw_result(CLI::App& group) {
        CLI::App* showing = group.add_subcommand("result", "work the order out from the ledger");
        add_settings(*showing, flags_, true);
        showing->callback([this] {
            if (!draw_.log.empty()) {
                status_of_ = verify_status;
                done_ = draw_from_log(draw_);
                return;
            }
            draw_.step = "result";
            const auto config = config::load(flags_.file, environment(), flags_.values);
            done_ = config ? draw(*config, draw_) : std::unexpected(config.error());
        });
        showing->add_option("draw", draw_.draw, "id of the draw")->required();
        showing->add_option("list", draw_.list, "the frozen file")->required();
        auto* log = showing->add_option("--log", draw_.log,
                                        "address of the log, or a folder with a copy: it is "
                                        "verified, and no database is needed");
        showing
            ->add_option("--policy", draw_.policy,
                         "file with the keys to trust; default: what the log itself says")
            ->needs(log);
        showing
            ->add_option("--origin", draw_.origin,
                         "name of the log when the lots were drawn, if it began again since")
            ->needs(log);
    }

    void add_witness() {
        CLI::App* command = app_.add_subcommand(
            "witness", "sign the checkpoints of ledgers, if they continue, until told to stop");
        command->add_option("--name", witness_.name, "name of its key, such as audit.city.example")
            ->required();
        command->add_option("--folder", witness_.folder, "where its key and its memory are")
            ->required();
        command->add_option("--address", witness_.address, "address to listen on");
        command->add_option("--port", witness_.port, "port; 0 takes a free one");
        command->add_option("--log", witness_.logs, "key of a log it knows; may be repeated");
        command->add_flag("--show-key", witness_.show_key, "print its key and end");
        command->callback([this] { done_ = witness(witness_); });
    }

    void add_verify() {
        CLI::App* command =
            app_.add_subcommand("verify",
                                "recompute a public log or a bundle of results (exit status: 1 "
                                "something does not fit, 2 cannot be read, "
                                "3 too few witnesses)");
        command->add_option("place", verification_.place,
                            "address of the log, or a folder (log, bundle)");
        command->add_option("--receipt", verification_.receipt,
                            "check this receipt, and that the log continues it");
        command->add_option("--watch", verification_.watch,
                            "remember the checkpoint in this file; the log must continue it");
        command->add_option("--keep", verification_.keep,
                            "keep a copy in this folder that verifies by itself");
        command->add_option("--policy", verification_.policy,
                            "file with the keys to trust; default: what the log itself says");
        command->add_option("--show", verification_.show,
                            "say what the entry with this number tells, and that it is in the log");
        command->callback([this] {
            status_of_ = verify_status;
            verification_.language = language_;
            done_ = verify(verification_);
        });
    }

    void add_scheme() {
        CLI::App* group = app_.add_subcommand("scheme", "schemes of evaluation (YAML)");
        group->require_subcommand(1);
        for (const auto& [step, help] :
             {std::pair{"lint", "say with line and column what is wrong or risky"},
              std::pair{"outline", "print its tree and rules in words"},
              std::pair{"hash", "print the SHA-256 of its canonical form"}}) {
            CLI::App* command = group->add_subcommand(step, help);
            command->add_option("file", scheme_.file, "the scheme")->required();
            command->callback([this, name = std::string(step)] {
                scheme_.step = name;
                scheme_.language = language_;
                done_ = scheme(scheme_);
            });
        }
    }

    void add_score() {
        CLI::App* command = app_.add_subcommand(
            "score", "compute the result of an evaluation from tables, without a server");
        command->add_option("scheme", scheme_.file, "the scheme (YAML)")->required();
        command->add_option("--data", score_.data, "folder with the tables")->required();
        command->add_option("--out", score_.out, "new folder for the bundles, public and audit")
            ->required();
        command->callback([this] {
            scheme_.language = language_;
            done_ = score(scheme_, score_);
        });
    }

    void add_what_if() {
        CLI::App* command = app_.add_subcommand(
            "what-if", "what a change of a scheme or of its data would do; writes nothing");
        command->add_option("scheme", scheme_.file, "the scheme (YAML)")->required();
        command->add_option("--data", what_if_.data, "folder with the tables")->required();
        command->add_option("--weight", what_if_.weights, "INDICATOR=WEIGHT; may be repeated");
        command->add_option("--drop", what_if_.drops, "an indicator; may be repeated");
        command->add_option("--without-event", what_if_.events, "id of an event; may be repeated");
        command->add_option("--without-ballots", what_if_.ballots,
                            "MEASURE=UNIT=GROUP; may be repeated");
        command->callback([this] {
            scheme_.language = language_;
            done_ = what_if(scheme_, what_if_);
        });
    }

    void add_user_commands() {
        CLI::App* group = app_.add_subcommand("user", "accounts of staff");
        group->require_subcommand(1);
        CLI::App* adding = add(
            "add", "add an account and print its activation code", false,
            [this](const config::Config& config) { return add_user(config, user_); }, group);
        adding->add_option("name", user_.name, "login name")->required();
        adding->add_option("--display-name", user_.display_name,
                           "shown name; default: the login name");
        adding
            ->add_option("--role", user_.grants,
                         "administrator, unit_handler:UNIT, unit_head:UNIT/* (with all below); "
                         "may be repeated")
            ->required();
        add(
            "list", "list the accounts", false,
            [](const config::Config& config) { return list_users(config); }, group);
        CLI::App* resetting = add(
            "reset", "take password and TOTP away and print a new activation code", false,
            [this](const config::Config& config) { return reset_user(config, user_.name); }, group);
        resetting->add_option("name", user_.name, "login name")->required();
        CLI::App* disabling = add(
            "disable", "end all sessions and refuse further ones", false,
            [this](const config::Config& config) { return disable_user(config, user_.name); },
            group);
        disabling->add_option("name", user_.name, "login name")->required();
    }

    CLI::App app_{"Pingyi: residents evaluate the public bodies that serve them", "pingyi"};
    Language language_ = language_of_environment();
    Flags flags_;
    Import import_;
    NewUser user_;
    MailTask mail_;
    WitnessTask witness_;
    DrawTask draw_;
    Verification verification_;
    SchemeTask scheme_;
    ScoreTask score_;
    WhatIfTask what_if_;
    Result<> done_;
    int (*status_of_)(const Error&) = [](const Error&) { return 1; };
};

}  // namespace

int run_command(int argc, char** argv) {
    // Not for people: how this program starts itself to read a foreign picture.
    if (argc == 2 && std::string_view{argv[1]} == "reencode") return files::reencode_command();
    return Command{}.run(argc, argv);
}

}  // namespace pingyi::app
