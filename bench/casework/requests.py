#!/usr/bin/env python3
"""Writes what run.sh asks for, from what the server publishes: one file a kind of request, each line
a path or the body of a new letter. Usage: requests.py PORT FOLDER"""

import csv
import datetime
import json
import random
import sys
import urllib.parse
import urllib.request

PORT, FOLDER = sys.argv[1], sys.argv[2]
chance = random.Random(1)


def get(path):
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}") as answer:
        return json.load(answer)


def write(name, lines):
    with open(f"{FOLDER}/{name}", "w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in lines)


# Letters of thirty days spread over the year, a hundred each, so that no page is asked too often.
today = datetime.date.today()
days = [today - datetime.timedelta(days=2 + 11 * i) for i in range(30)]
newest = [get(f"/api/cases?from={day}&until={day}&limit=100")["items"] for day in days]
found = [item for items in newest for item in items]
numbers = [item["number"] for item in found]
letters = [get(f"/api/cases/{number}") for number in chance.sample(numbers, min(500, len(numbers)))]
bodies = sorted({item["body"]["code"] for item in found if item.get("body")})

write("case_json", [f"/api/cases/{number}" for number in numbers])
write("case_page", [f"/cases/{number}" for number in numbers])

# Every filter that the page offers, alone and with a body; some begin further down.
filters = ["", "kind=help", "kind=complaint", "state=replied", "state=closed", "state=handling",
           "lateness=late", "lateness=in_time"]
lists = [f"/cases?unit={unit}&{one}" for unit in bodies for one in filters]
lists += [f"/cases?{one}" for one in filters] * 4
lists += [f"/cases?from={day}&until={day + datetime.timedelta(days=30)}" for day in days]
write("list_page", lists)
write("list_json", ["/api" + path for path in lists])

words = []
while len(words) < 400:
    text = chance.choice(letters)["text"]
    at = chance.randrange(len(text) - 2)
    word = text[at:at + 2]
    if all("一" <= character <= "鿿" for character in word):
        words.append(word)
write("search", [f"/api/cases?q={urllib.parse.quote(word)}" for word in words])

# Such a list holds all of its span of time: one from the fiftieth letter of a day to its last.
spans = [(items[49]["submitted_at"], items[0]["submitted_at"]) for items in newest if len(items) > 49]
write("open311", [f"/open311/v2/requests.{form}?start_date={first}&end_date={last}"
                  for first, last in spans for form in ("json", "xml")])

write("filing", [json.dumps({"kind": "complaint", "subject": item["subject"], "body": item["text"],
                             "place": item.get("place", ""), "visibility": "everyone"},
                            ensure_ascii=False) for item in letters])

# A file for `pingyi import letters` in the layout of the shipped mapping cn-letters-replies.
with open(f"{FOLDER}/letters.csv", "w", encoding="utf-8", newline="") as file:
    table = csv.writer(file)
    table.writerow(["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间"])
    answered = [item for item in letters if item["replies"]]
    for number in range(20_000):
        letter, reply = chance.choice(answered), chance.choice(answered)
        came = datetime.datetime(2019, 1, 1) + datetime.timedelta(minutes=15 * number)
        table.writerow([number, "", letter["subject"], came, letter["text"],
                        reply["replies"][0]["text"], came + datetime.timedelta(days=chance.randrange(40))])
