#pragma once
#include <stddef.h>

/// The bundled places of the world: one zlib stream in the format that Data/make-places describes.
const unsigned char *gazetteer_data(void);
/// Its length in bytes.
size_t gazetteer_data_length(void);
/// The length in bytes of what it unpacks to.
size_t gazetteer_data_unpacked_length(void);
/// Changes whenever the data changes.
const char *gazetteer_data_version(void);
/// Gives memory that was freed back to the system, where the allocator can: building takes much that serving never needs.
void gazetteer_release_memory(void);
