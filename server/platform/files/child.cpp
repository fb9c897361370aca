// What the child does: gives up every right it does not need, then lets libvips read the picture.
#include "platform/files/child.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>
#include <vips/vips.h>

#include "platform/files/inspect.hpp"
#include "platform/files/reencode.hpp"

namespace pingyi::files {
namespace {

constexpr int done = 0;
constexpr int damaged = 2;
constexpr int too_many_pixels = 3;
constexpr int refused = 4;

bool limit(int what, rlim_t most) {
    const rlimit both{most, most};
    return setrlimit(static_cast<__rlimit_resource_t>(what), &both) == 0;
}

bool limit_resources() {
    bool all = limit(RLIMIT_CPU, 15) && limit(RLIMIT_FSIZE, bytes_max) &&
               limit(RLIMIT_NOFILE, 32) && limit(RLIMIT_CORE, 0);
#ifndef __SANITIZE_ADDRESS__  // it reserves terabytes of addresses
    all = all && limit(RLIMIT_AS, 1024UL * 1024 * 1024);
#endif
    return all;
}

/// Answers "not permitted" to whatever opens a way out: sockets, other programs, other processes.
bool close_ways_out() {
    std::vector<sock_filter> program{
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offsetof(seccomp_data, nr)))};
    constexpr std::uint32_t ways[] = {__NR_socket, __NR_socketpair,       __NR_connect,
                                      __NR_bind,   __NR_execve,           __NR_execveat,
                                      __NR_ptrace, __NR_process_vm_readv, __NR_process_vm_writev,
                                      __NR_kill,   __NR_pidfd_open,       __NR_io_uring_setup};
    for (const std::uint32_t way : ways) {
        program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, way, 0, 1));
        program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1));
    }
    program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    const sock_fprog all{static_cast<unsigned short>(program.size()), program.data()};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &all) == 0;
}

/// Only these four loaders may see the bytes.
void allow_loaders() {
    vips_operation_block_set("VipsForeignLoad", 1);
    for (const char* loader : {"VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp",
                               "VipsForeignLoadHeif"}) {
        vips_operation_block_set(loader, 0);
    }
}

std::string standard_input() {
    std::string bytes(bytes_max + 1, '\0');
    bytes.resize(std::fread(bytes.data(), 1, bytes.size(), stdin));
    return bytes;
}

class Image {
public:
    Image() = default;
    ~Image() {
        if (image != nullptr) g_object_unref(image);
    }
    Image(const Image&) = delete;
    Image& operator=(const Image&) = delete;
    VipsImage* image = nullptr;
};

int reencode(const std::string& bytes) {
    Image picture;  // opened: only the header has been read
    picture.image =
        vips_image_new_from_buffer(bytes.data(), bytes.size(), "", "access", VIPS_ACCESS_SEQUENTIAL,
                                   "fail_on", VIPS_FAIL_ON_ERROR, nullptr);
    if (picture.image == nullptr) return damaged;
    if (static_cast<long long>(vips_image_get_width(picture.image)) *
            static_cast<long long>(vips_image_get_height(picture.image)) >
        pixels_max) {
        return too_many_pixels;
    }
    // vips_thumbnail_buffer would be faster with large JPEG, but takes half a picture for whole.
    Image small;
    if (vips_thumbnail_image(picture.image, &small.image, side_pixels_max, "height",
                             side_pixels_max, "size", VIPS_SIZE_DOWN, "export_profile", "srgb",
                             nullptr) != 0) {
        return damaged;
    }
    VipsArrayDouble* white = vips_array_double_newv(1, 255.0);
    void* jpeg = nullptr;
    std::size_t size = 0;
    const int failed = vips_jpegsave_buffer(small.image, &jpeg, &size, "Q", 82, "strip", 1,
                                            "optimize_coding", 1, "background", white, nullptr);
    vips_area_unref(VIPS_AREA(white));
    if (failed != 0) return damaged;
    const bool written = std::fwrite(jpeg, 1, size, stdout) == size && std::fflush(stdout) == 0;
    g_free(jpeg);
    return written ? done : refused;
}

}  // namespace

bool give_up_rights() {
    return limit_resources() && close_ways_out();
}

int reencode_command() {
    if (!give_up_rights()) return refused;
    if (vips_init("pingyi") != 0) return refused;
    allow_loaders();
    const std::string bytes = standard_input();
    if (bytes.size() > bytes_max) return refused;
    const int outcome = reencode(bytes);
    // Ends here: nothing needs tidying up, and a leak checker would want the ptrace that was given
    // up.
    std::fflush(stdout);
    _exit(outcome);
}

}  // namespace pingyi::files
