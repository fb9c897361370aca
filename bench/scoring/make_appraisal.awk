# Tables for schemes/four-part-appraisal.yaml in the folder `out`: 200 units and `rows` made ballots.
function unit(i) { return sprintf("u%03d", i) }
function chance() { seed = (seed * 16807) % 2147483647; return seed / 2147483647 }
function answer(u, x) { x = chance() + u / 1000; return x > .45 ? "satisfied" : x > .2 ? "basically" : x > .1 ? "dissatisfied" : "unknown" }
BEGIN {
    seed = 20261125
    split("service administration party", classes, " ")
    split("recipients residents delegates bodies supervisors", groups, " ")
    print "unit,class,zh,en" >(out "/units.csv")
    print "unit,politics,decisions,conduct,staff" >(out "/leadership.csv")
    print "unit,score" >(out "/targets.csv")
    print "unit,score" >(out "/integrity.csv")
    print "id,unit,event,day,evidence" >(out "/events.csv")
    for (i = 1; i <= 200; ++i) {
        print unit(i) "," classes[i % 3 + 1] ",单位" i ",unit " i >(out "/units.csv")
        print unit(i) "," int(70 + 30 * chance()) "," int(70 + 30 * chance()) "," int(70 + 30 * chance()) "," int(70 + 30 * chance()) >(out "/leadership.csv")
        print unit(i) "," int(70 + 30 * chance()) >(out "/targets.csv")
        print unit(i) "," int(70 + 30 * chance()) >(out "/integrity.csv")
    }
    print "unit,stratum,attitude,efficiency,lawfulness,honesty,results" >(out "/evaluation.csv")
    for (i = 0; i < rows; ++i) {
        u = int(200 * chance()) + 1
        print unit(u) "," groups[int(5 * chance()) + 1] "," answer(u) "," answer(u) "," answer(u) "," answer(u) "," answer(u) >(out "/evaluation.csv")
    }
}
