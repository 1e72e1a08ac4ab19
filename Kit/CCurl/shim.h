// libcurl's setters take any argument (C variadics), which Swift cannot call. Here each kind of argument has a function of its own.
#include <curl/curl.h>

typedef size_t (*proxenia_curl_pipe)(char *bytes, size_t size, size_t count, void *context);
typedef curl_socket_t (*proxenia_curl_opener)(void *context, curlsocktype purpose, struct curl_sockaddr *address);

static inline CURLcode proxenia_curl_text(CURL *handle, CURLoption option, const char *value) { return curl_easy_setopt(handle, option, value); }
static inline CURLcode proxenia_curl_number(CURL *handle, CURLoption option, long value) { return curl_easy_setopt(handle, option, value); }
static inline CURLcode proxenia_curl_list(CURL *handle, CURLoption option, struct curl_slist *value) { return curl_easy_setopt(handle, option, value); }
static inline CURLcode proxenia_curl_buffer(CURL *handle, CURLoption option, char *value) { return curl_easy_setopt(handle, option, value); }

static inline CURLcode proxenia_curl_source(CURL *handle, proxenia_curl_pipe source, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_READFUNCTION, source);
    return code == CURLE_OK ? curl_easy_setopt(handle, CURLOPT_READDATA, context) : code;
}

static inline CURLcode proxenia_curl_sink(CURL *handle, proxenia_curl_pipe sink, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, sink);
    return code == CURLE_OK ? curl_easy_setopt(handle, CURLOPT_WRITEDATA, context) : code;
}

static inline CURLcode proxenia_curl_headers(CURL *handle, proxenia_curl_pipe sink, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, sink);
    return code == CURLE_OK ? curl_easy_setopt(handle, CURLOPT_HEADERDATA, context) : code;
}

static inline CURLcode proxenia_curl_opening(CURL *handle, proxenia_curl_opener opener, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, opener);
    return code == CURLE_OK ? curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, context) : code;
}

/// `watch` is asked about once a second while nothing happens, and oftener while something does; other than 0 ends the transfer.
static inline CURLcode proxenia_curl_watch(CURL *handle, curl_xferinfo_callback watch, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, watch);
    if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_XFERINFODATA, context);
    return code == CURLE_OK ? curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L) : code;
}

static inline long proxenia_curl_response(CURL *handle) {
    long code = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &code);
    return code;
}

static inline int proxenia_curl_error_size(void) { return CURL_ERROR_SIZE; }
