// The promises of sinative.h that a compiler can hold.
#include "sinative.h"

static_assert(sizeof(si_header) == 32, "C#: NativeHeader");
static_assert(sizeof(si_limits) == 32, "C#: NativeLimits");
static_assert(sizeof(si_fault) == 32, "C#: NativeFault");
static_assert(sizeof(si_image) == 80, "C#: NativeImage");
static_assert(sizeof(si_warp_spec) == 68, "C#: NativeWarpSpec");

int32_t si_abi_version(void) { return SI_ABI_VERSION; }
