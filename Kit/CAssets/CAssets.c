// Style sheets, scripts and the catalogues of messages, embedded so that the server is one file.
// Each stays in the folder of the part that it belongs to; a new one is a line in each of the two lists.
#pragma clang diagnostic ignored "-Wc23-extensions"
#include "CAssets.h"

#define FILE_BYTES(name) static const unsigned char name[]

FILE_BYTES(tokens) = {
#embed "../Web/Look/tokens.css"
};
FILE_BYTES(components) = {
#embed "../Web/Look/components.css"
};
FILE_BYTES(house) = {
#embed "../Web/Look/house.css"
};
FILE_BYTES(lists) = {
#embed "../Web/Look/lists.css"
};
FILE_BYTES(forms) = {
#embed "../Web/Look/forms.css"
};
FILE_BYTES(map) = {
#embed "../Atlas/map.css"
};
FILE_BYTES(import) = {
#embed "../../Features/Directory/import.css"
};
FILE_BYTES(partnerships) = {
#embed "../../Features/Partnerships/partnerships.css"
};
FILE_BYTES(directory) = {
#embed "../../Features/Directory/directory.css"
};
FILE_BYTES(people) = {
#embed "../../Features/People/people.css"
};
FILE_BYTES(portal) = {
#embed "../../Features/Portal/portal.css"
};
FILE_BYTES(files) = {
#embed "../../Features/Files/files.css"
};
FILE_BYTES(desk) = {
#embed "../../Features/Desk/desk.css"
};
FILE_BYTES(notes) = {
#embed "../../Features/Notes/notes.css"
};
FILE_BYTES(tags) = {
#embed "../../Features/Tags/tags.css"
};
FILE_BYTES(shortcuts_js) = {
#embed "../../Features/Desk/shortcuts.js"
};
FILE_BYTES(combo_js) = {
#embed "../Web/Look/combo.js"
};
FILE_BYTES(forms_js) = {
#embed "../Web/Look/forms.js"
};
FILE_BYTES(progress_js) = {
#embed "../Web/Look/progress.js"
};
FILE_BYTES(map_js) = {
#embed "../Atlas/map.js"
};
FILE_BYTES(icon) = {
#embed "../Web/Look/icon.svg"
};
FILE_BYTES(words_en) = {
#embed "../../Words/en.txt"
};
FILE_BYTES(words_de) = {
#embed "../../Words/de.txt"
};

#define ENTRY(name, bytes) { name, bytes, sizeof(bytes) }

static const ProxeniaAsset assets[] = {
    ENTRY("tokens.css", tokens),
    ENTRY("components.css", components),
    ENTRY("house.css", house),
    ENTRY("lists.css", lists),
    ENTRY("forms.css", forms),
    ENTRY("map.css", map),
    ENTRY("import.css", import),
    ENTRY("partnerships.css", partnerships),
    ENTRY("directory.css", directory),
    ENTRY("people.css", people),
    ENTRY("portal.css", portal),
    ENTRY("files.css", files),
    ENTRY("desk.css", desk),
    ENTRY("notes.css", notes),
    ENTRY("tags.css", tags),
    ENTRY("shortcuts.js", shortcuts_js),
    ENTRY("combo.js", combo_js),
    ENTRY("forms.js", forms_js),
    ENTRY("progress.js", progress_js),
    ENTRY("map.js", map_js),
    ENTRY("icon.svg", icon),
    ENTRY("en.txt", words_en),
    ENTRY("de.txt", words_de),
};

int proxenia_asset_count(void) { return (int)(sizeof(assets) / sizeof(assets[0])); }

ProxeniaAsset proxenia_asset(int position) { return assets[position]; }
