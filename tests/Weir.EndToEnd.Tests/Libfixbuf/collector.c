/*
 * A collector of the library libfixbuf, as far as an oracle needs one: it listens by TCP, or reads a stream of messages from its standard
 * input (Debian's library is built without TLS: openssl stands before it then), takes every data record whose template has
 * octetDeltaCount and packetDeltaCount, and prints the sums when the exporter has closed its connection.
 *
 *   collector tcp PORT          collector stdin
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fixbuf/public.h>

#define COUNTS_ID 0x4000

/* What is read of a record; the library leaves 0 where a template has no such element. */
typedef struct {
    uint64_t octets;
    uint64_t packets;
} counts_t;

static fbInfoElementSpec_t counts_spec[] = {
    {(char *)"octetDeltaCount", 8, 0},
    {(char *)"packetDeltaCount", 8, 0},
    FB_IESPEC_NULL,
};

static void fail(const char *what, GError *error) {
    fprintf(stderr, "%s: %s\n", what, error != NULL ? error->message : "unknown");
    exit(1);
}

int main(int argc, char **argv) {
    int listens = argc == 3 && strcmp(argv[1], "tcp") == 0;
    if (!listens && !(argc == 2 && strcmp(argv[1], "stdin") == 0)) {
        fprintf(stderr, "usage: collector tcp PORT | collector stdin\n");
        return 2;
    }

    GError *error = NULL;
    fbInfoModel_t *model = fbInfoModelAlloc();
    fbSession_t *session = fbSessionAlloc(model);
    fbTemplate_t *counts = fbTemplateAlloc(model);
    if (!fbTemplateAppendSpecArray(counts, counts_spec, 0xffffffff, &error)) fail("template", error);
    if (!fbSessionAddTemplate(session, TRUE, COUNTS_ID, counts, &error)) fail("session", error);
    fBuf_t *buffer;
    if (listens) {
        fbConnSpec_t where;
        memset(&where, 0, sizeof where);
        where.transport = FB_TCP;
        where.host = (char *)"127.0.0.1";
        where.svc = argv[2];
        fbListener_t *listener = fbListenerAlloc(&where, session, NULL, NULL, &error);
        if (listener == NULL) fail("listen", error);
        fprintf(stderr, "listening\n");
        buffer = fbListenerWait(listener, &error);
        if (buffer == NULL) fail("accept", error);
    } else {
        buffer = fBufAllocForCollection(session, fbCollectorAllocFP(NULL, stdin));
    }

    fBufSetAutomaticMode(buffer, FALSE);
    if (!fBufSetInternalTemplate(buffer, COUNTS_ID, &error)) fail("internal template", error);

    unsigned long long records = 0, others = 0, packets = 0, octets = 0;
    for (;;) {
        counts_t record;
        size_t length = sizeof record;
        memset(&record, 0, sizeof record);
        if (fBufNext(buffer, (uint8_t *)&record, &length, &error)) {
            if (record.packets == 0) {
                others++;
                continue;
            }
            records++;
            packets += record.packets;
            octets += record.octets;
        } else if (g_error_matches(error, FB_ERROR_DOMAIN, FB_ERROR_EOM)) {
            /* The end of a message; the next call reads the next. */
            g_clear_error(&error);
        } else if (g_error_matches(error, FB_ERROR_DOMAIN, FB_ERROR_EOF)) {
            break;
        } else {
            fail("read", error);
        }
    }

    printf("records %llu others %llu packets %llu octets %llu\n", records, others, packets, octets);
    return 0;
}
