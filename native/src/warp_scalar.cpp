#include "warp_kernel.inl"

void si::warp_scalar(const warp_job& job) { scalar_rows(job); }
