// What the child gives up before it reads a foreign byte.
#pragma once

namespace pingyi::files {

/// For the rest of this process: no sockets, no other programs, at most 1 GiB of addresses, 15 s of
/// processor, 10 MB in a file, 32 descriptors. returns false when the system refuses to take it.
[[nodiscard]] bool give_up_rights();

}  // namespace pingyi::files
