// Table (exempt from the size limits): what made letters are made of. City, streets, estates and
// events are invented; {p} is a place, {n} a small number, {d} a day, {b} the body.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "modules/casework/types.hpp"

namespace pingyi::casework::demo {

using Lines = std::span<const std::string_view>;

struct Category {
    std::string_view code, parent, zh, en, keywords, unit;
};
inline constexpr Category categories[] = {
    {"city", "", "城市管理", "Running the city", "", "qh-chengguan"},
    {"city.light", "city", "路灯照明", "Street lighting", "路灯|不亮|照明|灯杆", "qh-ludeng"},
    {"city.waste", "city", "垃圾清运", "Waste", "垃圾|清运|垃圾桶|异味|保洁", "qh-chengguan"},
    {"city.noise", "city", "噪声扰民", "Noise", "噪声|噪音|施工|广场舞|夜间", "qh-huanjing"},
    {"city.stalls", "city", "占道经营", "Street trading", "占道|摊|夜市|油烟", "qh-chengguan"},
    {"traffic", "", "交通出行", "Getting about", "", "qh-jiaotong"},
    {"traffic.bus", "traffic", "公共汽车", "Buses", "公交|公共汽车|站台|班次|末班车",
     "qh-gongjiao"},
    {"traffic.road", "traffic", "道路设施", "Roads and pavements", "路面|坑|盲道|人行道|井盖",
     "qh-zhujian"},
    {"traffic.parking", "traffic", "停车秩序", "Parking", "停车|占用|车位|违停", "qh-gongan"},
    {"home", "", "居住生活", "Home and living", "", "qh-zhujian"},
    {"home.heating", "home", "供热", "Heating", "暖气|供热|供暖|不热", "qh-reli"},
    {"home.water", "home", "供水排水", "Water and drains", "停水|水压|下水道|污水|水费",
     "qh-shuiwujt"},
    {"home.estate", "home", "物业服务", "Estate management", "物业|电梯|楼道|业主", "qh-zhujian"},
    {"care", "", "民政社保", "Welfare", "", "qh-minzheng"},
    {"care.elderly", "care", "养老服务", "Care of the elderly", "老人|养老|助餐|高龄",
     "qh-minzheng"},
    {"care.insurance", "care", "社会保险", "Social insurance", "社保|医保|养老金|报销",
     "qh-renshe"},
    {"learn", "", "教育文化", "Schools and culture", "", "qh-jiaoyu"},
    {"learn.school", "learn", "中小学", "Schools", "学校|入学|校门|课后", "qh-jiaoyu"},
    {"learn.library", "learn", "图书馆", "Library", "图书馆|借书|自习|阅览", "qh-tushuguan"},
    {"office", "", "办事服务", "Public offices", "窗口|办事|预约|材料|态度", "qh-zhengwu"},
};

inline constexpr std::string_view streets[] = {
    "滨河路", "青禾大街", "和平街", "北辰路", "文化路", "学府街", "东湖路", "桥南街",
    "兴工路", "建设街",   "春华路", "秋实路", "永安街", "望江路", "柳林街", "南站路"};
inline constexpr std::string_view estates[] = {"幸福里小区", "春晖园",   "和顺家园", "水岸新城",
                                               "机床厂宿舍", "纺织新村", "桃园小区", "碧水湾",
                                               "向阳院",     "教师公寓", "金穗小区", "松涛苑"};

/// One thing that people write about, and how its body answers.
struct Topic {
    Kind kind;
    std::string_view category, unit;
    Lines subjects, problems, effects, requests, findings, measures;
};

namespace lines {
inline constexpr std::string_view light_subjects[] = {
    "{p}一排路灯不亮，晚上看不清路", "{p}路灯坏了{n}盏，请尽快修", "{p}路灯时亮时灭，老人不敢出门"};
inline constexpr std::string_view light_problems[] = {
    "{p}从{d}起有{n}盏路灯不亮，连着一大段路都是黑的。",
    "灯杆上的编号已经看不清，只能用旁边的门牌来说位置。",
    "物业说灯不归他们管，社区说已经报过，到现在没有人来看。",
    "剩下的几盏也是时亮时灭，下雨天干脆全黑。"};
inline constexpr std::string_view light_effects[] = {
    "这里有一段台阶，前天晚上有位老人踩空摔了一跤。",
    "下晚自习的孩子都从这里走，家长只好打着手电去接。", "骑车的人看不见坑，已经摔过{n}次。"};
inline constexpr std::string_view light_requests[] = {
    "请派人来看一看，把坏的换掉。", "如果要等配件，请先挂几盏临时灯。",
    "修好以后，请在灯杆上重新贴编号，方便以后报修。"};
inline constexpr std::string_view light_findings[] = {
    "{d}晚上，{b}值班人员到{p}逐盏查看，坏灯{n}盏，原因是电缆接头进水。",
    "其中两盏的灯具已到使用年限，这类灯具现在没有现成的配件。",
    "您说的台阶处原来就没有灯，是设计时漏掉的。"};
inline constexpr std::string_view light_measures[] = {
    "电缆接头已经更换，当晚恢复照明{n}盏。", "另外两盏先装了临时灯，新灯具到货后五天内换上。",
    "台阶处加装一盏庭院灯，已列入本月施工单，装好后再告诉您。",
    "灯杆编号已经重新贴好，报修时说编号就能找到。"};

inline constexpr std::string_view waste_subjects[] = {
    "{p}垃圾桶{n}天没人清", "{p}垃圾站异味大，请增加清运", "{p}装修垃圾堆了半个月"};
inline constexpr std::string_view waste_problems[] = {
    "{p}的垃圾桶从{d}到现在没有清过，袋子堆到了人行道上。",
    "旁边还有人倒装修垃圾，越堆越多，已经占了半条路。",
    "夏天一到味道很重，一楼的住户整天不敢开窗。",
    "清运车都是早上六点来，桶满以后的一整天没有人管。"};
inline constexpr std::string_view waste_effects[] = {
    "孩子上学要绕到机动车道上走。", "老鼠和苍蝇很多，已经有{n}户人家在楼道里放了捕鼠笼。",
    "下雨天污水流进了小区的下沉广场。"};
inline constexpr std::string_view waste_requests[] = {"请每天至少清运两次。",
                                                      "装修垃圾请找到倒的人，让他自己清走。",
                                                      "能不能把桶挪到离楼远一点的地方？"};
inline constexpr std::string_view waste_findings[] = {
    "{d}，我局环卫科到{p}查看：该点设桶{n}个，每天产生的垃圾量超过桶的容量。",
    "装修垃圾来自附近两处正在改造的门店，店主已经承认。",
    "清运频次确实只有每天一次，没有按人口增加而调整。"};
inline constexpr std::string_view waste_measures[] = {
    "从{d}起，这里改为早晚各清运一次，晚上那一次在八点以前。",
    "增设两个大桶，并对地面做了冲洗和消杀。", "两家门店已经把装修垃圾清走，各罚款五百元。",
    "移动桶位要征求临街住户意见，居委会本周内上门问，结果会公示。"};

inline constexpr std::string_view noise_subjects[] = {"{p}工地夜里施工，{n}天没睡好",
                                                      "{p}广场舞音响太大", "{p}饭店风机整夜响"};
inline constexpr std::string_view noise_problems[] = {
    "{p}的工地从{d}起，夜里十一点以后还在打桩，最晚到凌晨三点。",
    "打过{n}次电话，来人看的时候停，人一走又开始。",
    "门口没有公示夜间施工的许可，问看门的也说不清。",
    "声音隔着两层窗都听得见，手机上测是六十八分贝。"};
inline constexpr std::string_view noise_effects[] = {
    "家里有备考的孩子，成绩受影响不说，人都瘦了一圈。", "老人有心脏病，夜里被震醒好几回。",
    "第二天上班开车都打瞌睡，很危险。"};
inline constexpr std::string_view noise_requests[] = {"请查一查有没有夜间施工的许可。",
                                                      "没有许可就请依法处理，不要只是口头劝。",
                                                      "有许可的话，请提前贴出来，让我们有个准备。"};
inline constexpr std::string_view noise_findings[] = {
    "{d}夜里十一点四十分，执法人员到{p}检查，现场确有两台机械在作业。",
    "施工单位只有一张到上月底的夜间作业证明，已经过期。",
    "在最近的住户窗外测得夜间等效声级为六十三分贝，超过标准八分贝。"};
inline constexpr std::string_view noise_measures[] = {
    "当场责令停工，并立案处罚，处罚决定书编号附后。",
    "工地加装了在线监测，数据每十五分钟公布一次，扫门口的码就能看。",
    "今后确需连续浇筑的，提前三天在各单元门口贴告示，写明哪几个晚上。",
    "再听到夜里施工，请直接打工地门口的电话，值班执法队半小时内到。"};

inline constexpr std::string_view stalls_subjects[] = {
    "{p}烧烤摊占满人行道", "{p}夜市油烟进家，请管一管", "{p}早点摊占了公交站"};
inline constexpr std::string_view stalls_problems[] = {
    "{p}每天下午五点以后就摆满了摊，有{n}家，桌子一直摆到盲道上。",
    "油烟直接往楼上冒，窗户玻璃一层油。", "摊主说交过钱，问交给谁又不肯说。",
    "收摊以后地上全是油水，早上走路打滑。"};
inline constexpr std::string_view stalls_effects[] = {
    "推婴儿车的只能走机动车道。", "我家晾的衣服都是油烟味，已经三个月没有开过窗。",
    "公交车进不了站，大家只好在路中间上车。"};
inline constexpr std::string_view stalls_requests[] = {
    "不是不让人家做生意，请划一块地方，不要占路。", "请查清收的是什么钱。",
    "请按时间管起来，晚上十点要收摊。"};
inline constexpr std::string_view stalls_findings[] = {
    "{d}傍晚我局到{p}逐户登记，共{n}家，其中八家没有备案。",
    "经查，没有任何单位收过钱，是相邻门店以“卫生费”名义向摊主收的。", "盲道确被占用约四十米。"};
inline constexpr std::string_view stalls_measures[] = {
    "摊位整体移到北侧停车场，下午五点到晚上十点，地面画了线。",
    "收取的“卫生费”已责令退还，退款名单贴在现场。", "盲道当天恢复，两头装了挡车桩。",
    "油烟大的三家装上净化器以后才能出摊，装之前先停。"};

inline constexpr std::string_view bus_subjects[] = {
    "{n}路公共汽车末班车能不能晚半小时", "{p}公交站等了四十分钟", "{p}站台没有座位和雨棚"};
inline constexpr std::string_view bus_problems[] = {
    "{p}站只有{n}路一条线，站牌上写十分钟一班，实际常常要等半个多小时。",
    "手机上显示还有两站，等着等着这辆车就不见了。", "末班车是晚上九点，附近的厂子九点二十下班。",
    "站台没有雨棚，也没有座位，下雨天只能站在树底下。"};
inline constexpr std::string_view bus_effects[] = {"上个月我有{n}天迟到，都是因为车没来。",
                                                   "厂里三百多人只能拼车回家，一个月多花三百块。",
                                                   "有位腿脚不好的老人每次都要靠着广告牌站。"};
inline constexpr std::string_view bus_requests[] = {
    "请把末班车推到九点四十。", "请公布每天实际发了多少班。", "请在站台装几个座位。"};
inline constexpr std::string_view bus_findings[] = {
    "我们调出了{d}前后两周的发车记录：计划{n}班，实际少发了其中的一成半，原因是驾驶员不够。",
    "手机上车辆“消失”，是中途故障退出后没有取消显示。",
    "您说的下班时间我们到厂里核过，九点二十到九点四十之间有二百一十人乘车。"};
inline constexpr std::string_view bus_measures[] = {
    "从下月一日起，末班车改为九点四十五分。",
    "少发的班次从{d}起逐日在站牌和网站上公布，差几班写几班。",
    "故障退出的车辆现在一分钟内取消显示。",
    "站台座位已经装上三个，雨棚要等管线迁改，预计两个月内完成。"};

inline constexpr std::string_view road_subjects[] = {"{p}盲道被围挡截断", "{p}路面坑洼，雨天积水",
                                                     "{p}井盖响，怕掉下去"};
inline constexpr std::string_view road_problems[] = {
    "{p}的路面从{d}起塌了一块，大概有{n}米长，车一过就颠。",
    "施工围挡压住了盲道，盲人只能走到机动车道上。", "有一个井盖松了，白天黑夜咣当响。",
    "挖过的地方只是用碎石填上，一下雨就成了水坑。"};
inline constexpr std::string_view road_effects[] = {
    "我父亲视力不好，每天要去对面的卫生站，走到这里只能停下来等人扶。",
    "外卖小哥在这里摔过，手机都摔碎了。", "半夜大车一过，一楼的玻璃跟着响。"};
inline constexpr std::string_view road_requests[] = {
    "请在围挡外面留一条能走的路，或者立一块摸得到的提示。", "请不要再用碎石填，要修就修平。",
    "井盖请先垫一下，哪怕先不响也好。"};
inline constexpr std::string_view road_findings[] = {
    "{d}，我局会同施工单位到{p}量过：围挡压住盲道{n}米，没有按审批图留出通道。",
    "路面下沉是回填没有压实造成的，责任在施工单位。", "井盖是自来水的检查井，胶垫已经老化。"};
inline constexpr std::string_view road_measures[] = {
    "围挡已北移一米八，临时盲道在{d}铺好，夜间有灯。",
    "塌陷处重新开挖、分层压实，沥青面层三天后铺完。",
    "井盖换成了防响的，并在台账上登记，三个月后回来复查。",
    "已向施工单位发出整改通知书，工程款扣到验收合格再付。"};

inline constexpr std::string_view parking_subjects[] = {
    "{p}消防通道天天停满车", "{p}学校门口能不能设临时停车位", "{p}货车占道卸货"};
inline constexpr std::string_view parking_problems[] = {
    "{p}的消防通道划了线，可是每天都有{n}辆车停在上面。", "半夜有大货车卸货，一停就是两个小时。",
    "接送孩子的时候，两排车把路堵得只剩一条缝。", "贴了条第二天照样停。"};
inline constexpr std::string_view parking_effects[] = {
    "上个月有邻居叫救护车，车开不进来，是抬出去的。", "公交车也过不去，一堵就是二十分钟。",
    "居民之间为了这个已经吵过好几回。"};
inline constexpr std::string_view parking_requests[] = {
    "请装一个摄像头，别只靠人来看。", "请划出限时十五分钟的接送车位。", "卸货能不能规定个时间？"};
inline constexpr std::string_view parking_findings[] = {
    "{d}早晚高峰我们各观察一小时，{p}违停最多时有{n}辆，其中一半是附近商户的车。",
    "消防通道标线清楚，但入口没有隔离设施。", "卸货的货车属于两家超市，已约谈负责人。"};
inline constexpr std::string_view parking_measures[] = {
    "入口装了可倒的隔离桩，消防和救护车辆能直接通过。",
    "学校门口划出十二个限时车位，上学放学各一小时有人管。",
    "两家超市的卸货改到早上六点到七点，写进了承诺书。",
    "电子警察下月中旬启用，启用前会在现场公示七天。"};

inline constexpr std::string_view heating_subjects[] = {
    "{p}家里暖气不热，只有{n}度", "{p}供热开始{n}天了还没有热", "{p}暖气漏水没人修"};
inline constexpr std::string_view heating_problems[] = {
    "{p}从{d}供热到现在，家里最高只有十五度，已经连续{n}天。",
    "报修电话打了好几次，都说已经登记，没有人上门。", "楼上楼下都热，只有我们这一列不热。",
    "测温的师傅说合格，可他测的是中午，晚上只有十四度。"};
inline constexpr std::string_view heating_effects[] = {
    "家里有刚满月的孩子，只能开电暖器，一个月电费三百多。", "老人冻得整天在被窝里。",
    "墙角都返潮长毛了。"};
inline constexpr std::string_view heating_requests[] = {
    "请派人晚上来测一次。", "不热的天数请退费。", "修不好也请说个准日子。"};
inline constexpr std::string_view heating_findings[] = {
    "{d}晚上八点入户测温，客厅十五点二度，卧室十四点六度，低于十八度的标准。",
    "不热的原因是这一列立管的阀门堵了，不是您家的问题。",
    "此前的{n}次报修都有登记，派单以后没有人去，这是我们的错。"};
inline constexpr std::string_view heating_measures[] = {
    "{d}已更换阀门并冲洗管道，第二天早上测温十九点一度。",
    "不达标的天数按规定退费，退到您的缴费账户，十个工作日内到账。",
    "没有上门的两名维修人员已调离岗位，道歉信随维修单送到您家。",
    "今后报修四小时内没有人联系的，可以直接打值班经理电话。"};

inline constexpr std::string_view water_subjects[] = {"{p}停水不通知", "{p}水压低，{n}楼洗不了澡",
                                                      "{p}下水道返水"};
inline constexpr std::string_view water_problems[] = {
    "{p}{d}早上突然停水，事先没有任何通知，一直停到晚上。", "五楼以上水压不够，热水器点不着火。",
    "一楼的下水道每次下大雨都往回冒。", "上个月水费比平时多了{n}倍，查了没有漏水的地方。"};
inline constexpr std::string_view water_effects[] = {
    "家里有透析的病人，一点水都不能断。", "楼下小饭馆一天没法开门。", "地板泡坏了，修要花两千多。"};
inline constexpr std::string_view water_requests[] = {
    "停水请提前一天贴通知。", "请查一查是不是增压泵坏了。", "水表请换一块新的再对一对。"};
inline constexpr std::string_view water_findings[] = {
    "{d}的停水是主管爆裂抢修，来不及提前通知，但抢修开始后两小时内应当告知，我们没有做到。",
    "增压泵房的两台泵坏了一台，已经坏了{n}天，巡检记录上没有写。",
    "水表送检合格，误差在允许范围内；后经关阀试验，查明是马桶水箱内漏。"};
inline constexpr std::string_view water_measures[] = {
    "坏泵已更换，六楼水压现在是零点二二兆帕。", "这一片建了短信群，停水半小时内发消息。",
    "雨水管和污水管错接的一处已经改好，大雨后我们会来看。",
    "多收的部分按上季度平均量核减，下月账单里抵扣。"};

inline constexpr std::string_view estate_subjects[] = {"{p}电梯坏了{n}天没人修",
                                                       "{p}物业收费不公开", "{p}楼道堆满杂物"};
inline constexpr std::string_view estate_problems[] = {
    "{p}的电梯从{d}停用，物业说等配件，到今天{n}天了。",
    "公共收益有多少、花在哪里，从来没有公布过。", "楼道里堆着旧家具和电动车，晚上还在充电。",
    "换物业的事，业主签名早就够了，一直没有下文。"};
inline constexpr std::string_view estate_effects[] = {"十几层的老人下不了楼，买菜靠邻居带。",
                                                      "去年二号楼着过一次火，大家都很害怕。",
                                                      "有人干脆不交物业费，矛盾越来越大。"};
inline constexpr std::string_view estate_requests[] = {
    "请催一催电梯什么时候能修好。", "请让物业把账公开。", "楼道的杂物请统一清一次。"};
inline constexpr std::string_view estate_findings[] = {
    "{d}到{p}核查：电梯主板损坏，维保单位{n}天没有报价，拖在动用维修资金的手续上。",
    "物业的公共收益账只报给了业委会，没有按规定在楼道公示。",
    "楼道内停放电动车七辆，其中三辆正在充电。"};
inline constexpr std::string_view estate_measures[] = {
    "维修资金按应急程序当天批准，配件已发货，安装后先试运行一天。",
    "去年全年的公共收益账已在各单元门口贴出，有疑问可以查原始单据。",
    "电动车全部移出，楼下新装了二十个充电口。",
    "换物业的备案材料缺一份表决结果公示，街道已经指导补上。"};

inline constexpr std::string_view elderly_subjects[] = {
    "{p}助餐点关了，老人吃饭怎么办", "高龄津贴{n}个月没有到账", "{p}养老服务站总是锁门"};
inline constexpr std::string_view elderly_problems[] = {
    "{p}的老年助餐点从{d}起关门，门上只贴了“暂停营业”。",
    "我母亲八十三岁，高龄津贴已经{n}个月没有到。", "服务站牌子挂着，去了几次都锁着门。",
    "打电话问，一个说归街道，一个说归民政。"};
inline constexpr std::string_view elderly_effects[] = {"这一片独居老人多，现在中午只能吃凉的。",
                                                       "老人不会用手机查，天天问我是不是被取消了。",
                                                       "买菜要走一站地，冬天路滑。"};
inline constexpr std::string_view elderly_requests[] = {
    "请说清楚什么时候恢复。", "津贴请查一查停在哪一步。",
    "服务站几点到几点开门，请写在门上，写了就要开。"};
inline constexpr std::string_view elderly_findings[] = {
    "助餐点关门是承包的餐馆合同到期，我们没有提前找好下一家。",
    "津贴停发是因为年度认证没有通过，系统没有提醒本人，{d}已查到记录。",
    "服务站{n}次未按时间开门，值班表上的人员另有工作。"};
inline constexpr std::string_view elderly_measures[] = {
    "新的助餐单位已经签约，{d}开餐，之前由街道食堂每天送到家。",
    "您母亲的认证已由社区上门办好，停发的月份一次补发。",
    "服务站改由专人值守，每天八点半到四点半，关门要提前贴告示。",
    "这件事由我局负责，以后不用再问街道。"};

inline constexpr std::string_view insurance_subjects[] = {
    "异地看病报销要跑{n}趟吗", "退休手续卡在单位档案上", "医保卡在药店刷不了"};
inline constexpr std::string_view insurance_problems[] = {
    "我在外地住院，回来报销，窗口让补材料，已经跑了{n}趟。",
    "每次要的材料都不一样，没有人一次说清。",
    "退休手续交上去了，说档案里少一张表，原单位早就没有了。",
    "药店说系统升级，从{d}到现在都刷不了卡。"};
inline constexpr std::string_view insurance_effects[] = {
    "来回的车费已经三百多块。", "养老金晚领了两个月，家里就靠这个。", "降压药只好先自己花钱买。"};
inline constexpr std::string_view insurance_requests[] = {
    "请给我一张写全的材料单。", "缺的表能不能由你们去查？", "请公布系统什么时候好。"};
inline constexpr std::string_view insurance_findings[] = {
    "经核对，您{n}次到窗口，每次补的都是本可以一次说清的材料，是我们没有做到一次告知。",
    "缺的表可以用缴费记录代替，文件早有规定，窗口人员不熟悉。",
    "药店刷卡故障是接口证书过期，{d}已经恢复。"};
inline constexpr std::string_view insurance_measures[] = {
    "报销已经办结，款项三个工作日内到账，不用再跑。",
    "全市窗口从本周起用同一张材料单，缺什么当场打勾，一次写全。",
    "您的退休手续已按缴费记录审核通过，养老金从应领的月份补发。",
    "证书到期提醒改为提前三十天，由两个人负责。"};

inline constexpr std::string_view school_subjects[] = {
    "{p}学校门口接送太乱", "课后服务能不能延到六点", "{p}孩子入学材料怎么交"};
inline constexpr std::string_view school_problems[] = {
    "{p}的小学放学时，{n}个班一起出门，家长和车挤在一起。",
    "课后服务到五点就结束，双职工家庭接不了。", "入学要交的材料，网上写的和学校说的不一样。",
    "校门口的斑马线已经磨没了。"};
inline constexpr std::string_view school_effects[] = {
    "上周有个孩子差点被电动车撞到。", "只好花钱送托管班，一个月八百。", "为了一张证明请了两次假。"};
inline constexpr std::string_view school_requests[] = {
    "能不能分时段放学？", "请把课后服务延到六点。", "请把材料统一，公布一张准的。"};
inline constexpr std::string_view school_findings[] = {
    "{d}我们到校看了放学：{n}个班在十五分钟内集中出门，门前空地只有二百平方米。",
    "问卷收到一千一百份，其中六成家长需要延到六点。", "网上的材料表是去年的，没有及时换。"};
inline constexpr std::string_view school_measures[] = {
    "从下周一起按年级错开三个时段放学，家长等候区画了线。",
    "课后服务延到六点，自愿参加，师资和经费已经落实。", "材料表已经统一，一共四样，其余一律不要。",
    "斑马线由交警部门在{d}重新画好。"};

inline constexpr std::string_view library_subjects[] = {
    "图书馆自习座位能不能预约", "{p}分馆周一也开门行吗", "借的书还了系统还显示没还"};
inline constexpr std::string_view library_problems[] = {
    "图书馆的自习座位每天早上八点就占满，有的只放一本书，人{n}个小时不来。",
    "分馆只在工作日开，上班的人没有机会去。", "{d}还的书，系统里到现在还是在借，借不了新的。",
    "少儿区和自习区挨着，声音传得很远。"};
inline constexpr std::string_view library_effects[] = {
    "考试前我在楼梯上坐了一个星期。", "孩子的绘本只能网上买。", "打电话要我证明自己还过。"};
inline constexpr std::string_view library_requests[] = {
    "请做预约，离开半小时就让出来。", "周末请多开一天，哪怕工作日休一天。", "还书请给个凭条。"};
inline constexpr std::string_view library_findings[] = {
    "我们数了一周，座位{n}百个，占而不坐的最多时有四成。",
    "分馆周末的需求是工作日的两倍，开放时间确实不合理。",
    "还书机在{d}断网四个小时，有六十三册没有记上。"};
inline constexpr std::string_view library_measures[] = {
    "预约已经开通，离开三十分钟自动释放，不用手机的读者可以在前台排号。",
    "分馆改为周二休息，周六周日都开。", "六十三册已逐本核对补记，您的借阅权限当天恢复。",
    "自习区和少儿区之间加了隔音门，月底装好。"};

inline constexpr std::string_view office_subjects[] = {
    "办一个证明跑了{n}趟", "窗口中午没有人，白等一个小时", "预约不上号，怎么办"};
inline constexpr std::string_view office_problems[] = {
    "{d}去办事，材料交了，第二次说少一份，第三次说格式不对，一共跑了{n}趟。",
    "中午写着不休息，实际只有一个窗口有人，排了四十多人。",
    "网上预约每天零点放号，一分钟就没有了。", "问窗口能不能先看看材料，回答是“你自己看网上”。"};
inline constexpr std::string_view office_effects[] = {
    "单位扣了我两天工资。", "年纪大的人根本抢不到号。", "旁边一位大姐急得哭了。"};
inline constexpr std::string_view office_requests[] = {
    "请一次把要的东西写清楚。", "中午请多留一个窗口。", "请给不会用手机的人留一些现场号。"};
inline constexpr std::string_view office_findings[] = {
    "我们调看了{d}的监控，您说的情况属实，窗口人员确有推诿。",
    "中午值班应为三个窗口，当天只到了一人。", "预约号被{n}个账号重复占用，占了三成。"};
inline constexpr std::string_view office_measures[] = {
    "您的证明已经办好，可以邮寄，也可以随时来取，不用排队。",
    "当班人员已批评并调岗，窗口增加了材料预审台。", "中午保证三个窗口，缺人由科长顶上。",
    "每天留出三成现场号，六十岁以上的直接取号。"};

/// For long letters and replies, whatever they are about.
inline constexpr std::string_view openings[] = {"您好。", "领导好！", "你们好，我是{p}附近的居民。",
                                                "写这封信，是想反映一件事。"};
inline constexpr std::string_view more_letter[] = {
    "我在这里住了{n}年，以前不是这样的。",
    "邻居们都有同样的意见，只是没有人写。",
    "{d}我又去看了一次，情况还是一样。",
    "我拍了照片，需要的话可以提供。",
    "之前打过热线，工单说已办结，可是现场没有变化。",
    "我知道你们也不容易，人手少、事情多，可这件事确实拖得太久了。",
    "我算了一下，每天从这里经过的至少有{n}百人。",
    "如果需要我们配合做什么，比如让出一块地方，大家商量过，都愿意。",
    "别的地方也有过同样的问题，人家后来是这样解决的：先做一个临时的，再慢慢修好的。",
    "这件事说大不大，可天天碰到，日子过得不舒心。",
    "我不是要追究哪个人，只希望事情能办好。",
    "上一次答复说“正在研究”，已经过去{n}个月了，能不能说说研究到哪一步？"};
inline constexpr std::string_view closings[] = {"盼复。", "谢谢！", "请给个准话。",
                                                "麻烦了，谢谢你们。"};
inline constexpr std::string_view reply_openings[] = {
    "您好！来信收到了，谢谢您把这件事写得这样清楚。", "您好！您反映的问题我们核实过了，答复如下。",
    "来信收到，让您久等了。"};
inline constexpr std::string_view more_reply[] = {
    "上面说的每一项，都有现场记录，需要的话您可以来看。",
    "没有办到的，不说“正在推进”，办好了再写信告诉您。",
    "这件事由我单位一位负责人专门盯着，下个月再到现场看一次。",
    "同样的问题我们又查了{n}处，发现的一并处理。",
    "这次暴露出我们平时检查不细，已经把检查次数从每月一次改为每周一次。",
    "您提的建议很好，我们采纳了其中两条，第三条要和别的部门商量，结果会告诉您。",
    "按照规定，费用由责任单位承担，不会让居民出钱。",
    "施工的几天可能会有些声音，时间定在上午九点到下午五点。",
    "需要说明的是，工期受天气影响，如果推迟，我们会提前在现场贴告示。",
    "您走过去看看，如果觉得还不方便，请点“还没解决”，我们重新办。"};
inline constexpr std::string_view reply_closings[] = {"给您带来不便，我们向您道歉。",
                                                      "感谢您的监督。", "有别的情况，请随时补充。"};
}  // namespace lines

inline constexpr Topic topics[] = {
    {Kind::complaint, "city.light", "qh-ludeng", lines::light_subjects, lines::light_problems,
     lines::light_effects, lines::light_requests, lines::light_findings, lines::light_measures},
    {Kind::complaint, "city.waste", "qh-chengguan", lines::waste_subjects, lines::waste_problems,
     lines::waste_effects, lines::waste_requests, lines::waste_findings, lines::waste_measures},
    {Kind::complaint, "city.noise", "qh-huanjing", lines::noise_subjects, lines::noise_problems,
     lines::noise_effects, lines::noise_requests, lines::noise_findings, lines::noise_measures},
    {Kind::complaint, "city.stalls", "qh-chengguan", lines::stalls_subjects, lines::stalls_problems,
     lines::stalls_effects, lines::stalls_requests, lines::stalls_findings, lines::stalls_measures},
    {Kind::suggestion, "traffic.bus", "qh-gongjiao", lines::bus_subjects, lines::bus_problems,
     lines::bus_effects, lines::bus_requests, lines::bus_findings, lines::bus_measures},
    {Kind::complaint, "traffic.road", "qh-zhujian", lines::road_subjects, lines::road_problems,
     lines::road_effects, lines::road_requests, lines::road_findings, lines::road_measures},
    {Kind::letter, "traffic.parking", "qh-gongan", lines::parking_subjects, lines::parking_problems,
     lines::parking_effects, lines::parking_requests, lines::parking_findings,
     lines::parking_measures},
    {Kind::help, "home.heating", "qh-reli", lines::heating_subjects, lines::heating_problems,
     lines::heating_effects, lines::heating_requests, lines::heating_findings,
     lines::heating_measures},
    {Kind::help, "home.water", "qh-shuiwujt", lines::water_subjects, lines::water_problems,
     lines::water_effects, lines::water_requests, lines::water_findings, lines::water_measures},
    {Kind::letter, "home.estate", "qh-zhujian", lines::estate_subjects, lines::estate_problems,
     lines::estate_effects, lines::estate_requests, lines::estate_findings, lines::estate_measures},
    {Kind::help, "care.elderly", "qh-minzheng", lines::elderly_subjects, lines::elderly_problems,
     lines::elderly_effects, lines::elderly_requests, lines::elderly_findings,
     lines::elderly_measures},
    {Kind::enquiry, "care.insurance", "qh-renshe", lines::insurance_subjects,
     lines::insurance_problems, lines::insurance_effects, lines::insurance_requests,
     lines::insurance_findings, lines::insurance_measures},
    {Kind::suggestion, "learn.school", "qh-jiaoyu", lines::school_subjects, lines::school_problems,
     lines::school_effects, lines::school_requests, lines::school_findings, lines::school_measures},
    {Kind::suggestion, "learn.library", "qh-tushuguan", lines::library_subjects,
     lines::library_problems, lines::library_effects, lines::library_requests,
     lines::library_findings, lines::library_measures},
    {Kind::complaint, "office", "qh-zhengwu", lines::office_subjects, lines::office_problems,
     lines::office_effects, lines::office_requests, lines::office_findings, lines::office_measures},
};

/// Lengths in characters at evenly spaced shares (0, 5, 10, 20 … 90, 95, 99, 100 %), so that made
/// letters are as long as letters are, and delays of replies in tenths of a day likewise.
inline constexpr std::array<double, 14> shares{0,  .05, .1, .2, .3,  .4,  .5,
                                               .6, .7,  .8, .9, .95, .99, 1};
inline constexpr std::array<int, 14> letter_lengths{14,  44,  60,  88,  120, 156,  194,
                                                    247, 309, 428, 645, 989, 1828, 2990};
inline constexpr std::array<int, 14> reply_lengths{10,  34,  57,  120, 172, 224,  274,
                                                   328, 396, 518, 673, 859, 1528, 7881};
inline constexpr std::array<int, 14> delay_tenths{1,   11,  20,  42,  61,  86,   119,
                                                  147, 190, 259, 410, 719, 1803, 2967};

}  // namespace pingyi::casework::demo
