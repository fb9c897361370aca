// Table (exempt from the size limits): the invented city of Qinghe. No real body is meant; the
// telephone numbers cannot be dialled.
#pragma once

#include <string_view>

namespace pingyi::units::demo {

struct Body {
    std::string_view code, class_code, parent, zh, en, short_zh, other_names;
    std::string_view valid_from{}, valid_to{}, successor{};
};

inline constexpr Body bodies[] = {
    {"qinghe", "coordination", "", "青禾市人民政府", "Qinghe City Government", "市政府",
     "市政府办"},
    {"qh-zuofeng", "coordination", "qinghe", "青禾市作风建设办公室",
     "Qinghe Office for Conduct and Service", "市作风办", "评议办"},
    {"qh-fagai", "economy_and_society", "qinghe", "青禾市发展和改革局",
     "Qinghe Development and Reform Bureau", "市发改局", ""},
    {"qh-jiaoyu", "economy_and_society", "qinghe", "青禾市教育局", "Qinghe Education Bureau",
     "市教育局", "教委"},
    {"qh-keji", "economy_and_society", "qinghe", "青禾市科学技术局",
     "Qinghe Science and Technology Bureau", "市科技局", ""},
    {"qh-minzheng", "economy_and_society", "qinghe", "青禾市民政局", "Qinghe Civil Affairs Bureau",
     "市民政局", "民政"},
    {"qh-caizheng", "economy_and_society", "qinghe", "青禾市财政局", "Qinghe Finance Bureau",
     "市财政局", ""},
    {"qh-renshe", "economy_and_society", "qinghe", "青禾市人力资源和社会保障局",
     "Qinghe Human Resources and Social Security Bureau", "市人社局", "社保局|劳动局"},
    {"qh-shangwu", "economy_and_society", "qinghe", "青禾市商务局", "Qinghe Commerce Bureau",
     "市商务局", ""},
    {"qh-wenlv", "economy_and_society", "qinghe", "青禾市文化和旅游局",
     "Qinghe Culture and Tourism Bureau", "市文旅局", "", "2019-03-01"},
    {"qh-wenhua", "economy_and_society", "qinghe", "青禾市文化局", "Qinghe Culture Bureau",
     "市文化局", "", "", "2019-02-28", "qh-wenlv"},
    {"qh-lvyou", "economy_and_society", "qinghe", "青禾市旅游局", "Qinghe Tourism Bureau",
     "市旅游局", "", "", "2019-02-28", "qh-wenlv"},
    {"qh-weijian", "economy_and_society", "qinghe", "青禾市卫生健康局", "Qinghe Health Bureau",
     "市卫健局", "卫生局"},
    {"qh-zhujian", "law_enforcement", "qinghe", "青禾市住房和城乡建设局",
     "Qinghe Housing and Construction Bureau", "市住建局", "建设局|房管局"},
    {"qh-chengguan", "law_enforcement", "qinghe", "青禾市城市管理局",
     "Qinghe City Management Bureau", "市城管局", "城管"},
    {"qh-jiaotong", "law_enforcement", "qinghe", "青禾市交通运输局", "Qinghe Transport Bureau",
     "市交通局", ""},
    {"qh-huanjing", "law_enforcement", "qinghe", "青禾市生态环境局", "Qinghe Environment Bureau",
     "市环境局", "环保局"},
    {"qh-shichang", "law_enforcement", "qinghe", "青禾市市场监督管理局",
     "Qinghe Market Supervision Bureau", "市市场监管局", "工商局|质监局", "2018-11-15"},
    {"qh-gongan", "justice", "qinghe", "青禾市公安局", "Qinghe Public Security Bureau", "市公安局",
     "公安"},
    {"qh-sifa", "justice", "qinghe", "青禾市司法局", "Qinghe Justice Bureau", "市司法局", ""},
    {"qh-fayuan", "justice", "", "青禾市中级人民法院", "Qinghe Intermediate Court", "市中院", ""},
    {"qh-gonghui", "party_and_mass", "", "青禾市总工会", "Qinghe Federation of Trade Unions",
     "市总工会", "工会"},
    {"qh-fulian", "party_and_mass", "", "青禾市妇女联合会", "Qinghe Women's Federation", "市妇联",
     ""},
    {"qh-zhengwu", "public_service", "qinghe", "青禾市政务服务局",
     "Qinghe Government Services Bureau", "市政务服务局", "办事大厅|行政审批局"},
    {"qh-yibao", "public_service", "qinghe", "青禾市医疗保障局",
     "Qinghe Healthcare Security Bureau", "市医保局", "", "2019-01-20"},
    {"qh-qixiang", "vertical", "", "青禾市气象局", "Qinghe Weather Bureau", "市气象局", ""},
    {"qh-shuiwu", "vertical", "", "青禾市税务局", "Qinghe Tax Bureau", "市税务局", "国税|地税",
     "2018-07-05"},
    {"qh-gongjijin", "direct_institution", "qinghe", "青禾市住房公积金中心",
     "Qinghe Housing Fund Centre", "市公积金中心", "公积金"},
    {"qh-tushuguan", "direct_institution", "qh-wenlv", "青禾市图书馆", "Qinghe Library", "市图书馆",
     ""},
    {"qh-danganguan", "direct_institution", "qinghe", "青禾市档案馆", "Qinghe Archives", "市档案馆",
     ""},
    {"qh-shuiwujt", "public_enterprise", "", "青禾市水务集团", "Qinghe Water", "市水务集团",
     "自来水公司"},
    {"qh-gongjiao", "public_enterprise", "", "青禾市公交集团", "Qinghe Buses", "市公交集团",
     "公交公司"},
    {"qh-reli", "public_enterprise", "", "青禾市热力公司", "Qinghe District Heating", "市热力公司",
     "供热公司"},
    {"qh-ludeng", "public_enterprise", "qh-chengguan", "青禾市路灯管理所", "Qinghe Street Lighting",
     "市路灯所", ""},
    {"heyuan", "district_government", "qinghe", "青禾市禾源区人民政府",
     "Heyuan District Government", "禾源区政府", "禾源区"},
    {"binhe", "district_government", "qinghe", "青禾市滨禾区人民政府", "Binhe District Government",
     "滨禾区政府", "滨禾区"},
    {"muling-xian", "district_government", "qinghe", "青禾市牧岭县人民政府",
     "Muling County Government", "牧岭县政府", "牧岭县"},
    {"heyuan-minzheng", "district_department", "heyuan", "禾源区民政局",
     "Heyuan Civil Affairs Bureau", "区民政局", ""},
    {"heyuan-chengguan", "district_department", "heyuan", "禾源区城市管理局",
     "Heyuan City Management Bureau", "区城管局", ""},
    {"binhe-jiaoyu", "district_department", "binhe", "滨禾区教育局", "Binhe Education Bureau",
     "区教育局", ""},
    {"qingtai", "township", "heyuan", "禾源区青台街道办事处", "Qingtai Subdistrict", "青台街道",
     ""},
    {"liuyin", "township", "heyuan", "禾源区柳荫街道办事处", "Liuyin Subdistrict", "柳荫街道", ""},
    {"dukou", "township", "binhe", "滨禾区渡口街道办事处", "Dukou Subdistrict", "渡口街道", ""},
    {"shiqiao", "township", "binhe", "滨禾区石桥镇人民政府", "Shiqiao Town Government", "石桥镇",
     ""},
    {"yunshan", "township", "muling-xian", "牧岭县云山乡人民政府", "Yunshan Township Government",
     "云山乡", ""},
};

struct Offer {
    std::string_view code, zh, en, description, location, hours;
};

inline constexpr Offer services[] = {
    {"qh-minzheng", "老年优待证办理", "Senior citizen card",
     "年满60岁即可办。带身份证和一张照片，社区也可以代收，一趟办完。",
     "各街道便民中心，或市民政局一楼大厅", "工作日9:00–17:00，中午不休息"},
    {"qh-minzheng", "婚姻登记", "Marriage registration", "双方带身份证、户口簿，可以先预约。",
     "市民政局婚姻登记处", "周一至周六9:00–16:30"},
    {"qh-minzheng", "临时救助", "Emergency relief",
     "遇到急难、基本生活过不下去时申请。先救助，后补材料。", "户籍或居住地街道", "随时可以申请"},
    {"qh-chengguan", "道路和人行道破损报修", "Report a damaged road or pavement",
     "写明路名和门牌。有危险的当天围挡，其余按期限修好。", "电话、网上都可以", "24小时"},
    {"qh-chengguan", "占道施工许可", "Permit to occupy a road for works",
     "施工前申请；占用盲道的，要同时铺好临时盲道。", "市政务服务中心3号窗口", "工作日9:00–17:00"},
    {"qh-gongjijin", "提取住房公积金", "Withdraw from the housing fund",
     "租房、买房、退休都可以提取。租房提取网上办，不用来。", "网上，或市公积金中心一楼",
     "工作日9:00–17:00"},
    {"qh-shuiwujt", "停水报修", "Report a water failure",
     "先查停水通知；不在通知范围的，两小时内到场。", "电话", "24小时"},
    {"qh-tushuguan", "办借书证", "Library card", "凭身份证当场办，不收押金。", "市图书馆一楼服务台",
     "周二至周日9:00–20:00"},
    {"qh-zhengwu", "帮办代办", "Help with forms", "不会填表、不会用手机，窗口的人陪您一项一项办。",
     "市政务服务中心入口", "工作日9:00–17:00，周六9:00–12:00"},
    {"qingtai", "社区便民事项", "Everyday matters", "居住证明、救助申请、证件代收，在家门口办。",
     "青台街道便民中心", "每天8:00–20:00"},
};

struct Point {
    std::string_view code, zh, en, address, phone, hours;
};

inline constexpr Point contacts[] = {
    {"qh-zuofeng", "评议受理", "Evaluation desk", "青禾市禾源区演示路1号", "12345转6",
     "每天8:00–20:00"},
    {"qh-minzheng", "咨询台", "Information desk", "青禾市禾源区演示路6号一楼", "0000-8800 0601",
     "工作日9:00–17:00"},
    {"qh-minzheng", "婚姻登记处", "Marriage registry", "青禾市禾源区演示路6号二楼",
     "0000-8800 0602", "周一至周六9:00–16:30"},
    {"qh-chengguan", "市容科", "Street care", "青禾市滨禾区演示路15号", "0000-8800 1501",
     "工作日9:00–17:00"},
    {"qh-chengguan", "夜间值班", "Night duty", "", "0000-8800 1509", "每天17:00–次日9:00"},
    {"qh-gongjijin", "服务大厅", "Service hall", "青禾市禾源区演示路28号", "0000-8800 2801",
     "工作日9:00–17:00"},
    {"qh-shuiwujt", "报修", "Repairs", "", "0000-8800 3101", "24小时"},
    {"qh-tushuguan", "服务台", "Information desk", "青禾市滨禾区演示路29号", "0000-8800 2901",
     "周二至周日9:00–20:00"},
    {"qh-zhengwu", "市政务服务中心", "Government services centre", "青禾市禾源区演示路24号",
     "0000-8800 2401", "工作日9:00–17:00"},
    {"heyuan", "区政府办", "District office", "青禾市禾源区演示路35号", "0000-8800 3501",
     "工作日9:00–17:00"},
    {"qingtai", "便民中心", "Help centre", "青禾市禾源区青台巷2号", "0000-8800 4101",
     "每天8:00–20:00"},
};

/// `version` rises within a body; `days_ago` says when that version was published.
struct Statement {
    std::string_view code;
    int version, days_ago;
    std::string_view kind, zh, en, evidence, link{};
};

inline constexpr Statement statements[] = {
    {"qh-minzheng", 1, 900, "motto", "为民解困，为民服务", "Relief and service for the people", ""},
    {"qh-minzheng", 1, 900, "value", "公平", "Fairness", "低保名单在社区公示。"},
    {"qh-minzheng", 2, 400, "motto", "一趟办成", "Done in one visit",
     "2025年起，老年优待证由社区代收材料。"},
    {"qh-minzheng", 2, 400, "value", "公平", "Fairness", "救助标准和名单按月公示。"},
    {"qh-minzheng", 2, 400, "value", "体谅", "Consideration", "急难救助先给钱，后补材料。"},
    {"qh-minzheng", 3, 60, "motto", "一趟办成", "Done in one visit",
     "抽查100件老年证，97件一趟办成；另3件是照片不合格。"},
    {"qh-minzheng", 3, 60, "value", "公平", "Fairness", "救助标准和名单按月公示。",
     "https://example.invalid/qinghe/relief"},
    {"qh-minzheng", 3, 60, "value", "体谅", "Consideration",
     "急难救助先给钱，后补材料；去年412件。"},
    {"qh-minzheng", 3, 60, "value", "说到做到", "Keeping our word",
     "承诺的期限写在回执上，超期的逐件说明原因。"},
    {"qh-minzheng", 3, 60, "service_brand", "银龄一趟办", "Silver One Visit",
     "面向60岁以上的居民，12项事项社区代收。"},
    {"qh-chengguan", 1, 700, "motto", "把路修平，把灯点亮", "Level roads, lit streets", ""},
    {"qh-chengguan", 1, 700, "value", "及时", "Promptness", "报修按期限分三类。"},
    {"qh-chengguan", 2, 120, "motto", "把路修平，把灯点亮", "Level roads, lit streets",
     "上半年报修1,206件，按期修好1,161件。"},
    {"qh-chengguan", 2, 120, "value", "及时", "Promptness", "有危险的当天围挡。"},
    {"qh-chengguan", 2, 120, "value", "认账", "Owning up", "超期的在答复里直接说明，不找理由。"},
    {"qh-chengguan", 2, 120, "service_brand", "路平灯亮", "Level and Lit",
     "居民随手报，修好后照片公开。"},
    {"qh-gongjijin", 1, 300, "motto", "让信息多跑路", "Let the data do the walking",
     "租房提取已全部网上办。"},
    {"qh-gongjijin", 1, 300, "value", "简明", "Plain words", "办事指南不超过一页。"},
    {"qh-gongjijin", 1, 300, "service_brand", "安居一件事", "One Home, One Form",
     "租房、提取、登记一张表。"},
    {"qh-tushuguan", 1, 500, "motto", "开门就是书房", "The city's reading room",
     "全年开放，不收押金。"},
    {"qh-tushuguan", 1, 500, "value", "安静", "Quiet", ""},
    {"qh-tushuguan", 1, 500, "value", "平等", "Everyone welcome", "对所有人同样开放，不看户口。"},
    {"qingtai", 1, 200, "motto", "家门口，有人管", "Close to home, somebody cares",
     "便民中心每天开到晚上八点。"},
    {"qingtai", 1, 200, "value", "熟悉", "Knowing our people", "每位社工负责的楼栋公开。"},
};

}  // namespace pingyi::units::demo
