#pragma once
#include <stddef.h>

/// One embedded file: its name without a folder, and its bytes.
typedef struct {
    const char * _Nonnull name;
    const unsigned char * _Nonnull bytes;
    size_t count;
} ProxeniaAsset;

int proxenia_asset_count(void);

/// The file at a position below `proxenia_asset_count()`. The order is the order in which style sheets apply.
ProxeniaAsset proxenia_asset(int position);
