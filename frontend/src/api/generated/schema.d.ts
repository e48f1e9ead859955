// Generated from the OpenAPI document by `npm run api`. Do not edit.

export interface paths {
    "/api/v1/admin/instance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Instance
         * @description Queues, storage, models and embedding spaces. For the owner.
         */
        get: operations["get_instance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Api Keys
         * @description Yours, without what is secret of them.
         */
        get: operations["list_api_keys"];
        put?: never;
        /**
         * Create Api Key
         * @description The key itself is in this answer and nowhere else.
         */
        post: operations["create_api_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke Api Key
         * @description It opens nothing from now on.
         */
        delete: operations["revoke_api_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Assets
         * @description What you keep, page by page. `kind`, `status` and `tag` may be given several times.
         */
        get: operations["list_assets"];
        put?: never;
        /**
         * Upload Asset
         * @description Upload one file of any kind. It is stored and hashed as it arrives; its kind is found from its bytes; what happens next shows in its `stages`.
         */
        post: operations["upload_asset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/{asset_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Asset
         * @description `trashed=true` finds it in the trash as well.
         */
        get: operations["get_asset"];
        put?: never;
        post?: never;
        /**
         * Delete Asset
         * @description Into the trash, from where it can be restored for a while; `permanent=true` deletes for good.
         */
        delete: operations["delete_asset"];
        options?: never;
        head?: never;
        /**
         * Rename Asset
         * @description Give a file another name. (What is cleaned from names at upload is cleaned here.)
         */
        patch: operations["rename_asset"];
        trace?: never;
    };
    "/api/v1/assets/{asset_id}/contents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Contents
         * @description The files that were taken out of this one (attachments, members of an archive), and the files that this one lies in.
         */
        get: operations["list_contents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/{asset_id}/original": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Original
         * @description The file as it was uploaded. What a browser could run (HTML, SVG) is never shown in place.
         */
        get: operations["get_original"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/{asset_id}/pages/{page}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Page Picture
         * @description A page of a document as WebP, drawn when it is first asked for.
         */
        get: operations["page_picture"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/{asset_id}/playback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Playback
         * @description MP4 that browsers play, of a recording that they cannot; `details.playback` says how much of it.
         */
        get: operations["get_playback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/{asset_id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Preview
         * @description WebP, at most 1280 pixels a side.
         */
        get: operations["get_preview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/{asset_id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore Asset
         * @description Out of the trash.
         */
        post: operations["restore_asset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/{asset_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry Asset
         * @description Run again what has failed.
         */
        post: operations["retry_asset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/{asset_id}/segments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Segments
         * @description The passages of a file in reading order, or those of one page.
         */
        get: operations["list_segments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/{asset_id}/similar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Similar Assets
         * @description More like this file. Only what is alike, so there may be nothing.
         */
        get: operations["list_similar_assets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/{asset_id}/sprite": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Sprite
         * @description WebP: one frame for each of `details.scenes`, side by side.
         */
        get: operations["get_sprite"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/{asset_id}/text": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Text
         * @description All text that was found, pages separated by form feeds.
         */
        get: operations["get_text"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/{asset_id}/thumbnail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Thumbnail
         * @description WebP, at most 320 pixels a side.
         */
        get: operations["get_thumbnail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/{asset_id}/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unlock
         * @description Open a PDF with its password. A copy that needs none is kept, and the file is read again from the beginning. A wrong password is 422 `wrong_password`.
         */
        post: operations["unlock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/{asset_id}/unlocked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Unlocked
         * @description The copy of a PDF that needs no password, where there is one (`unlocked_url`).
         */
        get: operations["get_unlocked"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/{asset_id}/unpack": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unpack Archive
         * @description Take the files out of a ZIP or TAR archive into a collection named after it. Asking again goes on where an earlier run ended.
         */
        post: operations["unpack_archive"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/{asset_id}/waveform": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Waveform
         * @description JSON `{"peaks": [...]}`: the loudest sample of each of up to 2,000 equal stretches, 0..255.
         */
        get: operations["get_waveform"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change Assets
         * @description Do one thing to many files: at most 4,000 in one request, which are named or match a filter. What cannot be done to one file is in `failed` and does not
         *     stop the others; `undo` is the request that takes it back.
         */
        post: operations["change_assets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Counts
         * @description How many files there are of each kind and in each state.
         */
        get: operations["get_counts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prepare Download
         * @description Note a selection for download. Send the browser to `url`: it downloads by itself, and shows how far it is.
         */
        post: operations["prepare_download"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/download/{download_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Download
         * @description The files as one ZIP archive. Only who asked for it gets it.
         */
        get: operations["get_download"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/grid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Grid
         * @description The same list as GET /assets with only what a tile shows, so that a page of 300 stays below 200 KB. `after` and `before` begin anywhere on the rail.
         */
        get: operations["list_grid"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Timeline
         * @description How many files each month or day has.
         */
        get: operations["get_timeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Claim Owner
         * @description Use the one-time link: sets email and password of the account and signs in.
         */
        post: operations["claim_owner"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change Password
         * @description Change your password. All other browsers are signed out.
         */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Session
         * @description Who is signed in. Never an error: a stranger learns whether the instance waits for its owner.
         */
        get: operations["get_session"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Sessions
         * @description Where this account is signed in, the last used first.
         */
        get: operations["list_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke Session
         * @description Signs another browser out.
         */
        delete: operations["revoke_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create Session
         * @description Sign in. The cookie is a new one each time; a former one that came with the request is ended.
         */
        post: operations["create_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign Out
         * @description Ends the session of this browser.
         */
        post: operations["sign_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/capabilities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Capabilities
         * @description What works here, and what needs a model or a program that is not installed.
         */
        get: operations["list_capabilities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Collections
         * @description All collections by name, wherever they lie; `parent_id` makes the tree.
         */
        get: operations["list_collections"];
        put?: never;
        /**
         * Create Collection
         * @description Filled by hand; or a smart one, by what a search finds.
         */
        post: operations["create_collection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{collection_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Collection
         * @description One collection, with how many files lie in it.
         */
        get: operations["get_collection"];
        put?: never;
        post?: never;
        /**
         * Delete Collection
         * @description With the collections inside it. Files stay.
         */
        delete: operations["delete_collection"];
        options?: never;
        head?: never;
        /**
         * Change Collection
         * @description Rename, describe, move, choose a cover, or change what a smart one looks for.
         */
        patch: operations["change_collection"];
        trace?: never;
    };
    "/api/v1/collections/{collection_id}/assets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Collection Assets
         * @description What lies in it. A smart one is searched anew without `cursor`; with it, the search of the page before goes on.
         */
        get: operations["list_collection_assets"];
        put?: never;
        /**
         * Add To Collection
         * @description The same as POST /assets/bulk with `add_to_collection`.
         */
        post: operations["add_to_collection"];
        /**
         * Remove From Collection
         * @description Takes files out; they stay in the library.
         */
        delete: operations["remove_from_collection"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stream Events
         * @description Server-sent events, each with JSON as its data.
         *
         *     `asset` `{"type": "asset.created|updated|deleted", "asset_id"}`: something of a file has changed. `assets` `{"type": "assets.updated", "library_id"}`: of many
         *     at once. `collection` `{"type": "collection.created|updated|deleted", "collection_id"}`: the collection or what lies in it. `tags`
         *     `{"type": "tags.updated", "library_id"}`: a library's tags or what has them. `ready`: from here on nothing is missed; `resync`: something may have been missed,
         *     fetch anew what is shown. A browser that comes back sends Last-Event-ID and gets what it missed; one that comes for the first time what happened in the last
         *     30 seconds.
         */
        get: operations["stream_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Activity
         * @description What is being done to your files: counts of each stage, and the jobs that run, wait for another try, or have failed.
         */
        get: operations["get_activity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/libraries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Libraries
         * @description Those you may read: your own first.
         */
        get: operations["list_libraries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sample-library": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add Sample Library
         * @description Add a few dozen made-up documents and pictures to your personal library, in a collection of their own. Asking again adds what is missing.
         */
        post: operations["add_sample_library"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Find files by words and meaning
         * @description Words, phrases, meaning and qualifiers together, in every library you may read. Pass `next_cursor` back to get the next page of the same, frozen
         *     result.
         */
        post: operations["search"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search/by-image": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Search By Image
         * @description Files like a picture: copies and other versions of it; then, with a model for what pictures show, pictures of the same, without one files in which the
         *     words that can be read in it stand. `hints` say which. The picture is not stored.
         */
        post: operations["search_by_image"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Search History
         * @description What you searched for, the latest first. What was only typed on the way to a query is left out.
         */
        get: operations["list_search_history"];
        put?: never;
        post?: never;
        /**
         * Clear Search History
         * @description Forget all searches.
         */
        delete: operations["clear_search_history"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search/history/{search_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Forget Search
         * @description One query, however often it was asked.
         */
        delete: operations["forget_search"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search/history/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Keep Search History
         * @description Whether searches are kept from now on. What is there already stays until it is deleted.
         */
        put: operations["keep_search_history"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search/saved": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Saved Searches
         * @description By name.
         */
        get: operations["list_saved_searches"];
        put?: never;
        /**
         * Save Search
         * @description Keep a search under a name. One of the same name is replaced.
         */
        post: operations["save_search"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search/saved/{saved_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete Saved Search
         * @description Files stay.
         */
        delete: operations["delete_saved_search"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search/suggestions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Suggest
         * @description Ways to go on: qualifiers and their values, tags, places, cameras, collections, names of files, your past queries.
         */
        get: operations["suggest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Tags
         * @description By name, with how many files have each.
         */
        get: operations["list_tags"];
        put?: never;
        /**
         * Create Tag
         * @description A tag that no file has yet. (POST /assets/bulk makes the tags it needs.)
         */
        post: operations["create_tag"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tags/{tag_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete Tag
         * @description Takes it off all files; the files stay.
         */
        delete: operations["delete_tag"];
        options?: never;
        head?: never;
        /**
         * Rename Tag
         * @description On all its files.
         */
        patch: operations["rename_tag"];
        trace?: never;
    };
    "/api/v1/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Uploads
         * @description Your uploads that are not finished, the latest first.
         */
        get: operations["list_uploads"];
        put?: never;
        /**
         * Create Upload
         * @description Begin an upload. `Upload-Length` is needed; `Upload-Metadata` may have filename, path, last_modified, library_id and sha256 (hexadecimal).
         *
         *     If the library has the announced sha256 already, nothing needs to be sent: `Upload-Offset` is the length, and `Upload-Asset` names the file.
         */
        post: operations["create_upload"];
        delete?: never;
        /**
         * Get Upload Limits
         * @description What this server can do, in headers: Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm.
         */
        options: operations["get_upload_limits"];
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads/{upload_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete Upload
         * @description Give an upload up. Of one that is finished only the record goes.
         */
        delete: operations["delete_upload"];
        options?: never;
        head?: never;
        /**
         * Append To Upload
         * @description Send bytes from `Upload-Offset` on; `Upload-Checksum` is checked for bodies of at most 8 MiB (460 if it is another). With the last byte the answer names
         *     the file in `Upload-Asset`, and `Upload-Duplicate` says whether the library had it before.
         */
        patch: operations["append_to_upload"];
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Users
         * @description Everybody with an account, and how much they keep. For the owner.
         */
        get: operations["list_users"];
        put?: never;
        /**
         * Invite User
         * @description An account with a library of its own, and a one-time link that its person makes it theirs with. For the owner.
         */
        post: operations["invite_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change User
         * @description Shut somebody out, or let them in again. For the owner.
         */
        patch: operations["change_user"];
        trace?: never;
    };
    "/api/v1/users/{user_id}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Renew User Link
         * @description A fresh link for an account that nobody has claimed yet. For the owner.
         */
        post: operations["renew_user_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check Live
         * @description The process answers.
         */
        get: operations["check_live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check Ready
         * @description 503 when something is missing without which nothing can be served; `degraded` (200) when only Redis is.
         */
        get: operations["check_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** Activity */
        Activity: {
            /**
             * Failed
             * @description The latest first.
             */
            failed: components["schemas"]["JobOut"][];
            /** Failed Files */
            failed_files: number;
            /**
             * Processing
             * @description Files that are not done.
             */
            processing: number;
            /** Running */
            running: components["schemas"]["JobOut"][];
            /**
             * Stages
             * @description Of unfinished and failed jobs, in the order of a file's way.
             */
            stages: components["schemas"]["StageCount"][];
            /** Waiting */
            waiting: components["schemas"]["JobOut"][];
        };
        /** ApiKeyCreate */
        ApiKeyCreate: {
            /**
             * Name
             * @description What it is for.
             */
            name: string;
        };
        /** ApiKeyCreated */
        ApiKeyCreated: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Key
             * @description Shown this once; only its hash is kept.
             */
            key: string;
            /** Last Used At */
            last_used_at: string | null;
            /** Name */
            name: string;
            /** Prefix */
            prefix: string;
        };
        /** ApiKeyList */
        ApiKeyList: {
            /** Items */
            items: components["schemas"]["ApiKeyOut"][];
            /**
             * Next Cursor
             * @description There is no second page.
             */
            next_cursor?: null;
            /** Total */
            readonly total: number;
            /**
             * Total Relation
             * @default eq
             * @constant
             */
            total_relation?: "eq";
        };
        /** ApiKeyOut */
        ApiKeyOut: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Last Used At */
            last_used_at: string | null;
            /** Name */
            name: string;
            /** Prefix */
            prefix: string;
        };
        /** AssetCounts */
        AssetCounts: {
            /**
             * By Kind
             * @description Without those that have nothing.
             */
            by_kind: {
                [key: string]: number;
            };
            /** By Status */
            by_status: {
                [key: string]: number;
            };
            /** Total */
            total: number;
        };
        /**
         * AssetDetail
         * @description One file by itself: also where it belongs.
         */
        AssetDetail: {
            /** Captured At */
            captured_at: string | null;
            /**
             * Captured Local
             * @description What the camera's clock showed, without a zone.
             */
            captured_local: string | null;
            /**
             * Collections
             * @description Those it was put into by hand.
             */
            collections: components["schemas"]["NamedOut"][];
            /**
             * Colours
             * @description English names of a picture's dominant colours, the largest share first.
             */
            colours: string[];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Deleted At */
            deleted_at: string | null;
            /** Details */
            details: {
                [key: string]: unknown;
            };
            /** Duration Ms */
            duration_ms: number | null;
            error: components["schemas"]["AssetProblem"] | null;
            /**
             * Happened At
             * Format: date-time
             * @description When it was captured, else dated, else last modified, else uploaded.
             */
            happened_at: string;
            /** Height */
            height: number | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Keywords */
            keywords: string[];
            kind: components["schemas"]["AssetKind"];
            /** Lang */
            lang: string | null;
            /** Last Modified */
            last_modified: string | null;
            /**
             * Library Id
             * Format: uuid
             */
            library_id: string;
            /**
             * Mime Type
             * @description From the bytes, never from the name.
             */
            mime_type: string;
            /** Name */
            name: string;
            /** Page Count */
            page_count: number | null;
            /**
             * Path
             * @description Relative path at upload.
             */
            path: string | null;
            /**
             * Place
             * @description Where it was taken, in words: the nearest place, its region and country.
             */
            place: string | null;
            /**
             * Playback Url
             * @description MP4 for browsers that cannot play the original; `details.playback` says how much of it.
             */
            playback_url: string | null;
            /**
             * Preview Url
             * @description WebP, at most 1280 pixels a side.
             */
            preview_url: string | null;
            /**
             * Sha256
             * @description 64 hexadecimal digits.
             */
            sha256: string;
            /**
             * Size
             * @description Bytes.
             */
            size: number;
            /**
             * Sprite Url
             * @description WebP: a frame of each of `details.scenes`, side by side.
             */
            sprite_url: string | null;
            /** Stages */
            stages: components["schemas"]["StageOut"][];
            status: components["schemas"]["AssetStatus"];
            /** Summary */
            summary: string | null;
            /** Tags */
            tags: components["schemas"]["NamedOut"][];
            /**
             * Thumbhash
             * @description Base64 of a thumbhash: a blurred picture in some 25 bytes.
             */
            thumbhash: string | null;
            /**
             * Thumbnail Url
             * @description WebP, at most 320 pixels a side.
             */
            thumbnail_url: string | null;
            /** Title */
            title: string | null;
            /**
             * Unlocked Url
             * @description Of a PDF that was opened with its password: the copy that needs none.
             */
            unlocked_url: string | null;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /**
             * Waveform Url
             * @description JSON: loudness over the whole recording.
             */
            waveform_url: string | null;
            /**
             * Width
             * @description Pixels as displayed.
             */
            width: number | null;
        };
        /**
         * AssetFilterIn
         * @description As the query parameters of GET /assets.
         */
        AssetFilterIn: {
            /** After */
            after?: string | null;
            /** Before */
            before?: string | null;
            /** Collection Id */
            collection_id?: string | null;
            /** Kinds */
            kinds?: components["schemas"]["AssetKind"][];
            /** Library Id */
            library_id?: string | null;
            /** Statuses */
            statuses?: components["schemas"]["AssetStatus"][];
            /**
             * Tags
             * @description It must have all of them.
             */
            tags?: string[];
            /**
             * Trashed
             * @default false
             */
            trashed?: boolean;
        };
        /**
         * AssetKind
         * @enum {string}
         */
        AssetKind: "image" | "video" | "audio" | "document" | "other";
        /** AssetOut */
        AssetOut: {
            /** Captured At */
            captured_at: string | null;
            /**
             * Captured Local
             * @description What the camera's clock showed, without a zone.
             */
            captured_local: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Deleted At */
            deleted_at: string | null;
            /** Details */
            details: {
                [key: string]: unknown;
            };
            /** Duration Ms */
            duration_ms: number | null;
            error: components["schemas"]["AssetProblem"] | null;
            /**
             * Happened At
             * Format: date-time
             * @description When it was captured, else dated, else last modified, else uploaded.
             */
            happened_at: string;
            /** Height */
            height: number | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Keywords */
            keywords: string[];
            kind: components["schemas"]["AssetKind"];
            /** Lang */
            lang: string | null;
            /** Last Modified */
            last_modified: string | null;
            /**
             * Library Id
             * Format: uuid
             */
            library_id: string;
            /**
             * Mime Type
             * @description From the bytes, never from the name.
             */
            mime_type: string;
            /** Name */
            name: string;
            /** Page Count */
            page_count: number | null;
            /**
             * Path
             * @description Relative path at upload.
             */
            path: string | null;
            /**
             * Playback Url
             * @description MP4 for browsers that cannot play the original; `details.playback` says how much of it.
             */
            playback_url: string | null;
            /**
             * Preview Url
             * @description WebP, at most 1280 pixels a side.
             */
            preview_url: string | null;
            /**
             * Sha256
             * @description 64 hexadecimal digits.
             */
            sha256: string;
            /**
             * Size
             * @description Bytes.
             */
            size: number;
            /**
             * Sprite Url
             * @description WebP: a frame of each of `details.scenes`, side by side.
             */
            sprite_url: string | null;
            /** Stages */
            stages: components["schemas"]["StageOut"][];
            status: components["schemas"]["AssetStatus"];
            /** Summary */
            summary: string | null;
            /**
             * Thumbhash
             * @description Base64 of a thumbhash: a blurred picture in some 25 bytes.
             */
            thumbhash: string | null;
            /**
             * Thumbnail Url
             * @description WebP, at most 320 pixels a side.
             */
            thumbnail_url: string | null;
            /** Title */
            title: string | null;
            /**
             * Unlocked Url
             * @description Of a PDF that was opened with its password: the copy that needs none.
             */
            unlocked_url: string | null;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /**
             * Waveform Url
             * @description JSON: loudness over the whole recording.
             */
            waveform_url: string | null;
            /**
             * Width
             * @description Pixels as displayed.
             */
            width: number | null;
        };
        /** AssetPage */
        AssetPage: {
            /** Items */
            items: components["schemas"]["AssetOut"][];
            /** Next Cursor */
            next_cursor: string | null;
            /** Total */
            total: number;
            /**
             * Total Relation
             * @default eq
             * @enum {string}
             */
            total_relation?: "eq" | "gte";
        };
        /** AssetPatch */
        AssetPatch: {
            /**
             * Name
             * @description Cleaned as at upload.
             */
            name: string;
        };
        /**
         * AssetProblem
         * @description Why an asset is `failed` or `partial`.
         */
        AssetProblem: {
            /**
             * Code
             * @enum {string}
             */
            code: "already_made" | "already_there" | "bad_request" | "cannot_unlock" | "capability_missing" | "checksum_mismatch" | "claimed" | "collection_cycle" | "collection_is_smart" | "collection_not_smart" | "conflict" | "corrupt" | "cross_site" | "csrf" | "cut" | "damaged" | "decoder_crashed" | "email_taken" | "empty" | "encrypted" | "failed" | "forbidden" | "internal" | "invalid" | "invalid_api_key" | "invalid_cursor" | "invalid_date" | "invalid_filters" | "is_owner" | "key_reused" | "link_expired" | "link_unknown" | "link_used" | "lost" | "malformed_upload" | "method_not_allowed" | "missing_file" | "name_taken" | "needs_libreoffice" | "no_speech" | "no_text" | "not_a_picture" | "not_an_archive" | "not_encrypted" | "not_found" | "not_multipart" | "not_offset_stream" | "not_signed_in" | "nothing_to_download" | "nothing_to_retry" | "object_missing" | "other_library" | "page_unreadable" | "range_not_satisfiable" | "storage_full" | "tag_exists" | "timed_out" | "too_deep" | "too_large" | "too_many" | "too_many_files" | "too_many_requests" | "too_many_uploads" | "tus_version" | "unavailable" | "unknown_checksum" | "unknown_time_zone" | "unreadable_picture" | "unsupported" | "unsupported_media_type" | "upload_expired" | "upload_gone" | "upload_locked" | "upload_stalled" | "weak_password" | "wrong_credentials" | "wrong_offset" | "wrong_password";
            /** Detail */
            detail: string;
        };
        /**
         * AssetStatus
         * @enum {string}
         */
        AssetStatus: "processing" | "ready" | "partial" | "failed";
        /** BulkFailure */
        BulkFailure: {
            /**
             * Code
             * @enum {string}
             */
            code: "already_made" | "already_there" | "bad_request" | "cannot_unlock" | "capability_missing" | "checksum_mismatch" | "claimed" | "collection_cycle" | "collection_is_smart" | "collection_not_smart" | "conflict" | "corrupt" | "cross_site" | "csrf" | "cut" | "damaged" | "decoder_crashed" | "email_taken" | "empty" | "encrypted" | "failed" | "forbidden" | "internal" | "invalid" | "invalid_api_key" | "invalid_cursor" | "invalid_date" | "invalid_filters" | "is_owner" | "key_reused" | "link_expired" | "link_unknown" | "link_used" | "lost" | "malformed_upload" | "method_not_allowed" | "missing_file" | "name_taken" | "needs_libreoffice" | "no_speech" | "no_text" | "not_a_picture" | "not_an_archive" | "not_encrypted" | "not_found" | "not_multipart" | "not_offset_stream" | "not_signed_in" | "nothing_to_download" | "nothing_to_retry" | "object_missing" | "other_library" | "page_unreadable" | "range_not_satisfiable" | "storage_full" | "tag_exists" | "timed_out" | "too_deep" | "too_large" | "too_many" | "too_many_files" | "too_many_requests" | "too_many_uploads" | "tus_version" | "unavailable" | "unknown_checksum" | "unknown_time_zone" | "unreadable_picture" | "unsupported" | "unsupported_media_type" | "upload_expired" | "upload_gone" | "upload_locked" | "upload_stalled" | "weak_password" | "wrong_credentials" | "wrong_offset" | "wrong_password";
            /** Detail */
            detail: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
        };
        /**
         * BulkIn
         * @example {
         *       "action": "tag",
         *       "asset_ids": [
         *         "01890000-0000-7000-8000-000000000000"
         *       ],
         *       "tag": "receipts"
         *     }
         */
        BulkIn: {
            /**
             * Action
             * @description `delete` is for good.
             * @enum {string}
             */
            action: "trash" | "restore" | "delete" | "retry" | "tag" | "untag" | "add_to_collection" | "remove_from_collection";
            /** Asset Ids */
            asset_ids?: string[] | null;
            /**
             * Collection Id
             * @description For `add_to_collection` and `remove_from_collection`.
             */
            collection_id?: string | null;
            /**
             * Cursor
             * @description `next_cursor` of the answer before, with the same filter.
             */
            cursor?: string | null;
            /**
             * Except Ids
             * @description With `filter`: all but these.
             */
            except_ids?: string[];
            filter?: components["schemas"]["AssetFilterIn"] | null;
            /**
             * Tag
             * @description For `tag` and `untag`. `tag` makes it where there is none.
             */
            tag?: string | null;
        };
        /** BulkOut */
        BulkOut: {
            /**
             * Done
             * @description Files that are now as asked, also those that were so before.
             */
            done: number;
            /** Failed */
            failed: components["schemas"]["BulkFailure"][];
            /**
             * Next Cursor
             * @description More files match the filter: send the same again with this.
             */
            next_cursor: string | null;
            /** @description None where nothing changed, and where there is no way back. */
            undo: components["schemas"]["BulkUndo"] | null;
        };
        /**
         * BulkUndo
         * @description A body for POST /assets/bulk that takes back what this one changed, and nothing else.
         */
        BulkUndo: {
            /**
             * Action
             * @enum {string}
             */
            action: "trash" | "restore" | "delete" | "retry" | "tag" | "untag" | "add_to_collection" | "remove_from_collection";
            /** Asset Ids */
            asset_ids: string[];
            /** Collection Id */
            collection_id?: string | null;
            /** Tag */
            tag?: string | null;
        };
        /** CapabilityList */
        CapabilityList: {
            /** Items */
            items: components["schemas"]["CapabilityOut"][];
            /**
             * Next Cursor
             * @description There is no second page.
             */
            next_cursor?: null;
            /** Total */
            readonly total: number;
            /**
             * Total Relation
             * @default eq
             * @constant
             */
            total_relation?: "eq";
        };
        /** CapabilityOut */
        CapabilityOut: {
            /** Available */
            available: boolean;
            /**
             * Capability
             * @enum {string}
             */
            capability: "text_embedder" | "visual_embedder" | "reader" | "tesseract" | "transcriber" | "gazetteer" | "ffmpeg" | "office";
            /**
             * Detail
             * @description Where it is missing: what does not work, and what helps.
             */
            detail: string;
            /**
             * Languages
             * @description Codes of the languages it is limited to (Tesseract's have three letters); empty where it is not limited.
             */
            languages: string[];
            /**
             * Model
             * @description The model or program; the one that is wanted where it is missing.
             */
            model: string;
        };
        /** CheckResult */
        CheckResult: {
            /**
             * Detail
             * @default
             */
            detail?: string;
            /**
             * Status
             * @enum {string}
             */
            status: "ok" | "failed";
        };
        /** Claim */
        Claim: {
            /** Email */
            email: string;
            /**
             * Name
             * @default
             */
            name?: string;
            /**
             * Password
             * Format: password
             */
            password: string;
            /**
             * Token
             * Format: password
             * @description From the one-time link.
             */
            token: string;
        };
        /**
         * CollectionIn
         * @description With `query` or `filters` it is a smart collection: it holds what a search finds, whenever it is opened.
         * @example {
         *       "name": "Tax 2024"
         *     }
         * @example {
         *       "name": "Scans",
         *       "query": "type:pdf"
         *     }
         */
        CollectionIn: {
            /**
             * Description
             * @default
             */
            description?: string;
            /**
             * Filters
             * @description As `filters` of POST /search.
             */
            filters?: {
                [key: string]: unknown;
            } | null;
            /**
             * Library Id
             * @description That of `parent_id`, else your personal library.
             */
            library_id?: string | null;
            /** Name */
            name: string;
            /**
             * Parent Id
             * @description The collection that it lies in.
             */
            parent_id?: string | null;
            /** Query */
            query?: string | null;
        };
        /** CollectionOut */
        CollectionOut: {
            /**
             * Children
             * @description Collections right inside it.
             */
            children: number;
            /**
             * Count
             * @description Files in it, without those in the trash. None for a smart one: that shows when it is opened.
             */
            count: number | null;
            /** @description The chosen file, else the latest in it that has a picture. */
            cover: components["schemas"]["CoverOut"] | null;
            /**
             * Cover Id
             * @description As chosen by somebody.
             */
            cover_id: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Description */
            description: string;
            /** Filters */
            filters: {
                [key: string]: unknown;
            };
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Is Smart */
            is_smart: boolean;
            /**
             * Library Id
             * Format: uuid
             */
            library_id: string;
            /** Name */
            name: string;
            /** Parent Id */
            parent_id: string | null;
            /** Query */
            query: string | null;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
        };
        /** CollectionPage */
        CollectionPage: {
            /** Items */
            items: components["schemas"]["CollectionOut"][];
            /** Next Cursor */
            next_cursor: string | null;
            /** Total */
            total: number;
            /**
             * Total Relation
             * @default eq
             * @enum {string}
             */
            total_relation?: "eq" | "gte";
        };
        /**
         * CollectionPatch
         * @description What is left out stays.
         * @example {
         *       "description": "All that goes to the tax office",
         *       "name": "Tax 2024"
         *     }
         */
        CollectionPatch: {
            /**
             * Cover Id
             * @description A file of the same library; null: chosen by itself.
             */
            cover_id?: string | null;
            /** Description */
            description?: string | null;
            /** Filters */
            filters?: {
                [key: string]: unknown;
            } | null;
            /** Name */
            name?: string | null;
            /**
             * Parent Id
             * @description null: to the top.
             */
            parent_id?: string | null;
            /**
             * Query
             * @description Of a smart collection.
             */
            query?: string | null;
        };
        /** ContainedOut */
        ContainedOut: {
            asset: components["schemas"]["AssetOut"];
            /**
             * Path
             * @description Inside the file.
             */
            path: string;
        };
        /**
         * ContainerOut
         * @description A message or an archive in which this file lies.
         */
        ContainerOut: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            kind: components["schemas"]["AssetKind"];
            /** Name */
            name: string;
            /**
             * Path
             * @description Where in it.
             */
            path: string;
            /** Title */
            title: string | null;
        };
        /** ContentsPage */
        ContentsPage: {
            /** Contained In */
            contained_in: components["schemas"]["ContainerOut"][];
            /** Items */
            items: components["schemas"]["ContainedOut"][];
            /** Next Cursor */
            next_cursor: string | null;
            /** Total */
            total: number;
            /**
             * Total Relation
             * @default eq
             * @enum {string}
             */
            total_relation?: "eq" | "gte";
        };
        /** CoverOut */
        CoverOut: {
            /**
             * Asset Id
             * Format: uuid
             */
            asset_id: string;
            /** Thumbhash */
            thumbhash: string | null;
            /** Thumbnail Url */
            thumbnail_url: string | null;
        };
        /**
         * DownloadIn
         * @example {
         *       "filter": {
         *         "kinds": [
         *           "document"
         *         ]
         *       },
         *       "name": "Documents"
         *     }
         */
        DownloadIn: {
            /** Asset Ids */
            asset_ids?: string[] | null;
            /**
             * Except Ids
             * @description With `filter`: all but these.
             */
            except_ids?: string[];
            filter?: components["schemas"]["AssetFilterIn"] | null;
            /**
             * Name
             * @description Of the archive, without `.zip`.
             * @default
             */
            name?: string;
        };
        /** DownloadOut */
        DownloadOut: {
            /**
             * Bytes
             * @description Of the archive.
             */
            bytes: number;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Files */
            files: number;
            /**
             * Url
             * @description Open it in the browser that asked, within the hour.
             */
            url: string;
        };
        /**
         * Facets
         * @description The most frequent values first, at most 20 of each; what narrows a search down is its value as a filter.
         */
        Facets: {
            /** Camera */
            camera: components["schemas"]["FacetValue"][];
            /** Kind */
            kind: components["schemas"]["FacetValue"][];
            /** Place */
            place: components["schemas"]["FacetValue"][];
            /** Tag */
            tag: components["schemas"]["FacetValue"][];
            /** Topic */
            topic: components["schemas"]["FacetValue"][];
            /**
             * Year
             * @description In the time zone of the request.
             */
            year: components["schemas"]["FacetValue"][];
        };
        /** FacetValue */
        FacetValue: {
            /** Count */
            count: number;
            /** Value */
            value: string;
        };
        /**
         * FieldProblem
         * @description What is wrong with one field of a payload.
         */
        FieldProblem: {
            /** Code */
            code: string;
            /**
             * Location
             * @description Where: body, query, path or header, then the names and positions inside.
             */
            location: (string | number)[];
            /** Message */
            message: string;
        };
        /**
         * GridItem
         * @description What a tile shows; some 400 bytes, with words 600.
         */
        GridItem: {
            /** Duration Ms */
            duration_ms: number | null;
            /**
             * Happened At
             * Format: date-time
             */
            happened_at: string;
            /** Height */
            height: number | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            kind: components["schemas"]["AssetKind"];
            /** Name */
            name: string;
            /** Page Count */
            page_count: number | null;
            status: components["schemas"]["AssetStatus"];
            /**
             * Thumbhash
             * @description Base64 of a thumbhash: a blurred picture in some 25 bytes.
             */
            thumbhash: string | null;
            /**
             * Thumbnail Url
             * @description WebP, at most 320 pixels a side.
             */
            thumbnail_url: string | null;
            /**
             * Width
             * @description Pixels as displayed.
             */
            width: number | null;
            /**
             * Words
             * @description How the summary begins, where there is no picture to show.
             */
            words?: string | null;
        };
        /** GridPage */
        GridPage: {
            /** Items */
            items: components["schemas"]["GridItem"][];
            /** Next Cursor */
            next_cursor: string | null;
            /** Total */
            total: number;
            /**
             * Total Relation
             * @default eq
             * @enum {string}
             */
            total_relation?: "eq" | "gte";
        };
        /**
         * HintOut
         * @description Why a part of the query was taken as text, or what might have been meant.
         */
        HintOut: {
            /**
             * Code
             * @enum {string}
             */
            code: "copies_alone" | "cut_short" | "empty_value" | "lone_dash" | "lone_or" | "open_quote" | "or_between_different" | "other_language" | "seen_as_picture" | "unknown_camera" | "unknown_collection" | "unknown_date" | "unknown_kind" | "unknown_language" | "unknown_place" | "unknown_qualifier" | "unknown_size" | "unknown_state" | "unknown_tag" | "unknown_time" | "unknown_topic" | "words_in_picture";
            /**
             * Detail
             * @description A sentence for the person who typed it.
             */
            detail: string;
            /**
             * Text
             * @description The part it is about, as it was typed.
             */
            text: string;
        };
        /** HistorySettings */
        HistorySettings: {
            /** Keep */
            keep: boolean;
        };
        /**
         * HitExplanation
         * @description Why a hit stands where it does.
         */
        HitExplanation: {
            /**
             * Cosine
             * @description Of the best passage with the query, also where the dense retriever did not bring it.
             */
            cosine: number | null;
            /**
             * Is Exact
             * @description Whether that passage holds the phrase or the whole query as it is written.
             */
            is_exact: boolean;
            /**
             * Lexical
             * @description BM25 of that passage, as a share of the best possible.
             */
            lexical: number | null;
            /**
             * Reranked
             * @description What the reranker gives that passage, 0 to 1.
             */
            reranked?: number | null;
            /**
             * Retrievers
             * @description Those that brought the file, by its best passage: `dense`, `lexical`, `names`, `visual`.
             */
            retrievers: {
                [key: string]: components["schemas"]["RetrieverSaid"];
            };
            /**
             * Visual
             * @description Cosine of the picture with the query, in the visual space.
             */
            visual?: number | null;
        };
        /** InstanceOut */
        InstanceOut: {
            /** Models */
            models: components["schemas"]["ModelOut"][];
            /** Queues */
            queues: components["schemas"]["QueueOut"][];
            /** Spaces */
            spaces: components["schemas"]["SpaceOut"][];
            storage: components["schemas"]["StorageOut"];
            /** Trash Days */
            trash_days: number;
            /** Version */
            version: string;
        };
        /**
         * Interpreted
         * @description A part of the query as it was understood.
         */
        Interpreted: {
            /** End */
            end: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "text" | "phrase" | "not" | "or" | "qualifier";
            /**
             * Start
             * @description Unicode code points into `query`.
             */
            start: number;
            /**
             * Text
             * @description As it was typed.
             */
            text: string;
        };
        /** Invited */
        Invited: {
            /**
             * Url
             * @description Shown this once. It makes the account, once; hand it over yourself.
             */
            url: string;
            /**
             * User Id
             * Format: uuid
             */
            user_id: string;
        };
        /** JobOut */
        JobOut: {
            /**
             * Asset Id
             * Format: uuid
             */
            asset_id: string;
            /** Attempts */
            attempts: number;
            /** Error Code */
            error_code: string | null;
            /** Error Detail */
            error_detail: string | null;
            /** Finished At */
            finished_at: string | null;
            /** Kind */
            kind: string;
            /** Name */
            name: string;
            /**
             * Not Before
             * @description Of one that waits: when it is tried again.
             */
            not_before: string | null;
            /** Part */
            part: number;
            /** Progress */
            progress: {
                [key: string]: unknown;
            } | null;
            /** Stage */
            stage: string;
            /** Started At */
            started_at: string | null;
            /** Thumbnail Url */
            thumbnail_url: string | null;
        };
        /**
         * JobStatus
         * @enum {string}
         */
        JobStatus: "queued" | "running" | "waiting" | "done" | "skipped" | "failed";
        /** LibraryList */
        LibraryList: {
            /** Items */
            items: components["schemas"]["LibraryOut"][];
            /**
             * Next Cursor
             * @description There is no second page.
             */
            next_cursor?: null;
            /** Total */
            readonly total: number;
            /**
             * Total Relation
             * @default eq
             * @constant
             */
            total_relation?: "eq";
        };
        /** LibraryOut */
        LibraryOut: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Is Personal */
            is_personal: boolean;
            /** Name */
            name: string;
            /** Role */
            role: string;
        };
        /** LimitsOut */
        LimitsOut: {
            /**
             * Max Bytes
             * @description The largest file that can be uploaded.
             */
            max_bytes: number;
        };
        /** Members */
        Members: {
            /** Asset Ids */
            asset_ids: string[];
        };
        /** ModelOut */
        ModelOut: {
            /** Bytes */
            bytes: number;
            /** Capability */
            capability: string;
            /** Description */
            description: string;
            /** Installed */
            installed: boolean;
            /** Licence */
            licence: string;
            /** Name */
            name: string;
        };
        /**
         * Moment
         * @description A passage of the asset that answers the query.
         */
        Moment: {
            /** Heading */
            heading: string | null;
            /**
             * Highlights
             * @description `[start, end)` of what matches, in Unicode code points of `text`, in order, without overlap.
             */
            highlights: number[][];
            locator: components["schemas"]["SegmentLocator"];
            /** Score */
            score: number;
            /**
             * Segment Id
             * Format: uuid
             */
            segment_id: string;
            /**
             * Source
             * @description How it was read: `text`, `ocr`, ...
             */
            source: string;
            /** Text */
            text: string;
        };
        /** NamedOut */
        NamedOut: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * OpenUpload
         * @description One that is not finished.
         */
        OpenUpload: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Last Modified */
            last_modified: string | null;
            /** Name */
            name: string;
            /**
             * Offset
             * @description Bytes that are stored.
             */
            offset: number;
            /** Path */
            path: string | null;
            /**
             * Sha256
             * @description As announced.
             */
            sha256: string | null;
            /** Size */
            size: number;
            /** Url */
            url: string;
        };
        /** OpenUploads */
        OpenUploads: {
            /** Items */
            items: components["schemas"]["OpenUpload"][];
            /**
             * Next Cursor
             * @description There is no second page; `limit` takes more.
             */
            next_cursor?: null;
            /** Total */
            total: number;
            /**
             * Total Relation
             * @default eq
             * @enum {string}
             */
            total_relation?: "eq" | "gte";
        };
        /** PasswordChange */
        PasswordChange: {
            /**
             * Current
             * Format: password
             */
            current: string;
            /**
             * Password
             * Format: password
             * @description The new one.
             */
            password: string;
        };
        /** PastSearch */
        PastSearch: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Filters
             * @description Those of the request that were set.
             */
            filters: {
                [key: string]: unknown;
            };
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Query */
            query: string;
            /** Took Ms */
            took_ms: number;
            /**
             * Total
             * @description Hits it had.
             */
            total: number;
            /**
             * Total Relation
             * @enum {string}
             */
            total_relation: "eq" | "gte";
        };
        /** PersonIn */
        PersonIn: {
            /** Name */
            name: string;
        };
        /** PersonList */
        PersonList: {
            /** Items */
            items: components["schemas"]["PersonOut"][];
            /**
             * Next Cursor
             * @description There is no second page.
             */
            next_cursor?: null;
            /** Total */
            readonly total: number;
            /**
             * Total Relation
             * @default eq
             * @constant
             */
            total_relation?: "eq";
        };
        /**
         * PersonOut
         * @description Somebody with an account, as the owner sees them.
         */
        PersonOut: {
            /**
             * Bytes
             * @description Of their own library: originals and what was made of them.
             */
            bytes: number;
            /** Claimed At */
            claimed_at: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Disabled At */
            disabled_at: string | null;
            /**
             * Email
             * @description None until they have opened their link.
             */
            email: string | null;
            /** Files */
            files: number;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Is Owner */
            is_owner: boolean;
            /**
             * Last Used At
             * @description In a browser.
             */
            last_used_at: string | null;
            /** Name */
            name: string;
        };
        /** PersonPatch */
        PersonPatch: {
            /**
             * Disabled
             * @description Signed out everywhere, keys without effect; files stay.
             */
            disabled: boolean;
        };
        /** PictureAnswer */
        PictureAnswer: {
            /**
             * Degraded
             * @description `dense` or `visual` where the file has no vector to compare (yet).
             */
            degraded: string[];
            /** Hints */
            hints: components["schemas"]["HintOut"][];
            /**
             * Items
             * @description The most alike first.
             */
            items: components["schemas"]["SimilarAsset"][];
            /**
             * Words
             * @description What was read in the picture and searched for; empty where it was found by what it shows.
             */
            words: string;
        };
        /** Problem */
        Problem: {
            /**
             * Code
             * @description Stable; what a program may branch on.
             * @enum {string}
             */
            code: "already_made" | "already_there" | "bad_request" | "cannot_unlock" | "capability_missing" | "checksum_mismatch" | "claimed" | "collection_cycle" | "collection_is_smart" | "collection_not_smart" | "conflict" | "corrupt" | "cross_site" | "csrf" | "cut" | "damaged" | "decoder_crashed" | "email_taken" | "empty" | "encrypted" | "failed" | "forbidden" | "internal" | "invalid" | "invalid_api_key" | "invalid_cursor" | "invalid_date" | "invalid_filters" | "is_owner" | "key_reused" | "link_expired" | "link_unknown" | "link_used" | "lost" | "malformed_upload" | "method_not_allowed" | "missing_file" | "name_taken" | "needs_libreoffice" | "no_speech" | "no_text" | "not_a_picture" | "not_an_archive" | "not_encrypted" | "not_found" | "not_multipart" | "not_offset_stream" | "not_signed_in" | "nothing_to_download" | "nothing_to_retry" | "object_missing" | "other_library" | "page_unreadable" | "range_not_satisfiable" | "storage_full" | "tag_exists" | "timed_out" | "too_deep" | "too_large" | "too_many" | "too_many_files" | "too_many_requests" | "too_many_uploads" | "tus_version" | "unavailable" | "unknown_checksum" | "unknown_time_zone" | "unreadable_picture" | "unsupported" | "unsupported_media_type" | "upload_expired" | "upload_gone" | "upload_locked" | "upload_stalled" | "weak_password" | "wrong_credentials" | "wrong_offset" | "wrong_password";
            /**
             * Detail
             * @description A sentence that a person can act on.
             */
            detail: string;
            /**
             * Errors
             * @description For payloads: one entry for each field that is wrong.
             */
            errors?: components["schemas"]["FieldProblem"][] | null;
            /** Request Id */
            request_id: string;
            /** Status */
            status: number;
            /** Title */
            title: string;
            /**
             * Type
             * @default about:blank
             */
            type?: string;
        };
        /** QueueOut */
        QueueOut: {
            /**
             * Lost
             * @description Times that a worker died over a job that is still there.
             */
            lost: number;
            /**
             * Oldest Seconds
             * @description How long the oldest job that could run has not been run.
             */
            oldest_seconds: number;
            /** Queue */
            queue: string;
            /** Queued */
            queued: number;
            /** Running */
            running: number;
            /** Waiting */
            waiting: number;
        };
        /** Readiness */
        Readiness: {
            /** Checks */
            checks: {
                [key: string]: components["schemas"]["CheckResult"];
            };
            /**
             * Status
             * @enum {string}
             */
            status: "ready" | "degraded" | "not_ready";
        };
        /** RetrieverSaid */
        RetrieverSaid: {
            /**
             * Rank
             * @description 1 is its best.
             */
            rank: number;
            /**
             * Score
             * @description On the retriever's own scale: cosine, share of the best possible BM25, likeness of the name.
             */
            score: number;
        };
        /** SampleOut */
        SampleOut: {
            /**
             * Added
             * @description Those of them that were not there before.
             */
            added: number;
            /**
             * Collection Id
             * Format: uuid
             * @description Where its files lie.
             */
            collection_id: string;
            /**
             * Files
             * @description Files of the sample library that are there now.
             */
            files: number;
            /** Name */
            name: string;
        };
        /** SavedSearches */
        SavedSearches: {
            /** Items */
            items: components["schemas"]["SavedSearchOut"][];
            /**
             * Next Cursor
             * @description There is no second page.
             */
            next_cursor?: null;
            /** Total */
            readonly total: number;
            /**
             * Total Relation
             * @default eq
             * @constant
             */
            total_relation?: "eq";
        };
        /**
         * SavedSearchIn
         * @example {
         *       "name": "Bills of last year",
         *       "query": "invoice on:last year"
         *     }
         */
        SavedSearchIn: {
            filters?: components["schemas"]["SearchFilters"];
            /** Name */
            name: string;
            /**
             * Query
             * @default
             */
            query?: string;
        };
        /** SavedSearchOut */
        SavedSearchOut: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            filters: components["schemas"]["SearchFilters"];
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /** Query */
            query: string;
        };
        /**
         * SearchExplanation
         * @description How the answer came about.
         */
        SearchExplanation: {
            /**
             * Calibration
             * @description Constants of the fusion and the lines of the cut-off.
             */
            calibration: {
                [key: string]: number;
            };
            /**
             * Found
             * @description Of each retriever: candidates.
             */
            found: {
                [key: string]: number;
            };
            /**
             * Matching
             * @description Of these, how many pass the filters; an estimate where they are many.
             */
            matching: number;
            /**
             * Plans
             * @description Of each retriever: how it looked.
             */
            plans: {
                [key: string]: string;
            };
            /**
             * Segments
             * @description Passages in the libraries searched.
             */
            segments: number;
            /** Times Ms */
            times_ms: {
                [key: string]: number;
            };
        };
        /**
         * SearchFilters
         * @description What must be true of a file. All that is given holds together; of several values of one filter any will do, except that all tags must be there.
         */
        SearchFilters: {
            /**
             * After
             * @description What happened since that began.
             */
            after?: string | null;
            /**
             * Before
             * @description What happened before that begins. `2024`, `2024-05`, `2024-05-01`, `2021..2023`, `march`, `last summer`, `3 weeks ago`, ...
             */
            before?: string | null;
            /**
             * Cameras
             * @description Parts of names.
             */
            cameras?: string[];
            /**
             * Collection Ids
             * @description With the collections inside.
             */
            collection_ids?: string[];
            /**
             * Formats
             * @description `pdf`, `docx`, `jpg`, ...; with `kinds` a file of either will do.
             */
            formats?: string[];
            /** Is */
            is?: ("duplicate" | "untagged" | "failed" | "partial" | "processing")[];
            /** Kinds */
            kinds?: components["schemas"]["AssetKind"][];
            /**
             * Langs
             * @description ISO 639-1 codes or English names.
             */
            langs?: string[];
            /**
             * Library Id
             * @description Only this library; none means all that you may read.
             */
            library_id?: string | null;
            /** Max Duration Ms */
            max_duration_ms?: number | null;
            /**
             * Max Size
             * @description Bytes.
             */
            max_size?: number | null;
            /** Min Duration Ms */
            min_duration_ms?: number | null;
            /**
             * Min Size
             * @description Bytes.
             */
            min_size?: number | null;
            /**
             * Name
             * @description Part of the file's name; `*` stands for anything.
             */
            name?: string | null;
            /**
             * On
             * @description What happened then.
             */
            on?: string | null;
            /**
             * Places
             * @description Parts of names.
             */
            places?: string[];
            /**
             * Tags
             * @description Names of tags; all of them.
             */
            tags?: string[];
            /** Topics */
            topics?: string[];
        };
        /** SearchHistory */
        SearchHistory: {
            /** Items */
            items: components["schemas"]["PastSearch"][];
            /**
             * Keep
             * @description Whether searches are kept from now on.
             */
            keep: boolean;
            /** Next Cursor */
            next_cursor: string | null;
            /** Total */
            total: number;
            /**
             * Total Relation
             * @default eq
             * @enum {string}
             */
            total_relation?: "eq" | "gte";
        };
        /** SearchHit */
        SearchHit: {
            asset: components["schemas"]["AssetOut"];
            /** @description Only where it was asked for. */
            explain?: components["schemas"]["HitExplanation"] | null;
            /**
             * Moments
             * @description At most three, the best first; none where only the name matches.
             */
            moments: components["schemas"]["Moment"][];
            /**
             * Score
             * @description 1 is what the best hit of an average query has; 2 and more is an exact phrase or file name. 1 where only filters were given.
             */
            score: number;
            /**
             * Strength
             * @enum {string}
             */
            strength: "strong" | "weak";
        };
        /**
         * SearchIn
         * @example {
         *       "limit": 20,
         *       "query": "boiler pressure type:pdf after:2020"
         *     }
         */
        SearchIn: {
            /**
             * Cursor
             * @description `next_cursor` of the page before; the rest of the request stays the same.
             */
            cursor?: string | null;
            /**
             * Cut Off
             * @description False: also what hardly matches, as weak hits.
             * @default true
             */
            cut_off?: boolean;
            /**
             * Explain
             * @description Say what each retriever did, and how long it took.
             * @default false
             */
            explain?: boolean;
            /**
             * Facets
             * @description Count kinds, years, tags, ... of the hits.
             * @default true
             */
            facets?: boolean;
            /** @description The same as qualifiers, for programs. */
            filters?: components["schemas"]["SearchFilters"];
            /**
             * Group
             * @description `asset`: each file once, with up to three moments. `moment`: each passage on its own.
             * @default asset
             * @enum {string}
             */
            group?: "asset" | "moment";
            /**
             * Kinds
             * @description Only these kinds; none means all.
             */
            kinds?: components["schemas"]["AssetKind"][];
            /**
             * Library Id
             * @description Only this library; none means all that you may read.
             */
            library_id?: string | null;
            /**
             * Limit
             * @default 20
             */
            limit?: number;
            /**
             * Query
             * @description Words, "phrases", -exclusions, OR, and qualifiers: `type:` `before:` `after:` `on:` `in:` `tag:` `topic:` `camera:` `place:` `lang:` `larger:` `smaller:` `longer:` `shorter:` `is:` `name:`. Nothing is an error; `hints` say what was taken as text. Of more than 2,000 characters the beginning is looked for. Without a word, and with qualifiers or filters, it is all files that pass them, the newest first; with nothing at all nothing.
             * @default
             * @example boiler "annual service" type:pdf after:2023 -draft
             * @example sunset OR dusk type:image on:last summer
             */
            query?: string;
            /**
             * Retrievers
             * @description Only these ways to find, for measuring what each is worth; none means all.
             */
            retrievers?: ("dense" | "lexical" | "names" | "visual")[];
            /**
             * Segment Id
             * @description Files with passages like this one, which may be any moment of an answer. The words of `query` are then not looked at; qualifiers and filters are.
             */
            segment_id?: string | null;
            /**
             * Sort
             * @description By date or size: strong hits first, then weak ones, each in that order. `size`: the largest first.
             * @default relevance
             * @enum {string}
             */
            sort?: "relevance" | "newest" | "oldest" | "size";
            /**
             * Time Zone
             * @description IANA name of the person's time zone, for dates; UTC without one.
             * @example Europe/Vienna
             */
            time_zone?: string | null;
        };
        /** SearchOut */
        SearchOut: {
            /**
             * Degraded
             * @description What could not take part: `dense` where no model is installed, `reranker` where the one that is set is not there.
             */
            degraded: string[];
            /** @description Only where it was asked for. */
            explain?: components["schemas"]["SearchExplanation"] | null;
            /** @description Over all hits, not this page alone; none where they were not asked for. */
            facets: components["schemas"]["Facets"] | null;
            /** Hints */
            hints: components["schemas"]["HintOut"][];
            /**
             * Interpreted
             * @description The parts of the query in order, for showing them as chips.
             */
            interpreted: components["schemas"]["Interpreted"][];
            /** Items */
            items: components["schemas"]["SearchHit"][];
            /** Next Cursor */
            next_cursor: string | null;
            /**
             * Search Id
             * Format: uuid
             */
            search_id: string;
            /** Took Ms */
            took_ms: number;
            /** Total */
            total: number;
            /**
             * Total Relation
             * @default eq
             * @enum {string}
             */
            total_relation?: "eq" | "gte";
        };
        /**
         * SegmentLocator
         * @description Where in the asset: a page with boxes, or a stretch of time, or (nothing at all) the whole. What does not apply is left out.
         */
        SegmentLocator: {
            /**
             * Boxes
             * @description `[x0, y0, x1, y1]` in 0..1 of the page as displayed, origin top left.
             */
            boxes?: number[][] | null;
            /** End Ms */
            end_ms?: number | null;
            /**
             * Page
             * @description 1-based.
             */
            page?: number | null;
            /**
             * Spans
             * @description For each box the `[start, end)` code points of the text that lie in it.
             */
            spans?: number[][] | null;
            /** Start Ms */
            start_ms?: number | null;
            /**
             * Words
             * @description Of speech, for each word: the code point of the text at which it begins, and milliseconds after `start_ms`.
             */
            words?: number[][] | null;
        };
        /** SegmentOut */
        SegmentOut: {
            /** Heading */
            heading: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Lang */
            lang: string | null;
            locator: components["schemas"]["SegmentLocator"];
            /** Ordinal */
            ordinal: number;
            /**
             * Overlap
             * @description Leading code points of `text` that repeat the segment before.
             */
            overlap: number;
            /** Source */
            source: string;
            /** Text */
            text: string;
        };
        /** SegmentPage */
        SegmentPage: {
            /** Items */
            items: components["schemas"]["SegmentOut"][];
            /** Next Cursor */
            next_cursor: string | null;
            /** Total */
            total: number;
            /**
             * Total Relation
             * @default eq
             * @enum {string}
             */
            total_relation?: "eq" | "gte";
        };
        /**
         * SessionState
         * @description Who is signed in, and what the page needs to know before it can do anything.
         */
        SessionState: {
            /**
             * Csrf Token
             * @description To be sent as X-CSRF-Token with every write.
             */
            csrf_token: string | null;
            /** Libraries */
            libraries: components["schemas"]["LibraryOut"][];
            limits: components["schemas"]["LimitsOut"];
            /**
             * Setup Needed
             * @description Nobody has claimed this instance yet.
             */
            setup_needed: boolean;
            user: components["schemas"]["UserOut"] | null;
            /** Version */
            version: string;
        };
        /** SignIn */
        SignIn: {
            /** Email */
            email: string;
            /**
             * Password
             * Format: password
             */
            password: string;
        };
        /** SignInSessionList */
        SignInSessionList: {
            /** Items */
            items: components["schemas"]["SignInSessionOut"][];
            /**
             * Next Cursor
             * @description There is no second page.
             */
            next_cursor?: null;
            /** Total */
            readonly total: number;
            /**
             * Total Relation
             * @default eq
             * @constant
             */
            total_relation?: "eq";
        };
        /** SignInSessionOut */
        SignInSessionOut: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Current */
            current: boolean;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Ip */
            ip: string;
            /**
             * Last Used At
             * Format: date-time
             */
            last_used_at: string;
            /** User Agent */
            user_agent: string;
        };
        /** SimilarAsset */
        SimilarAsset: {
            asset: components["schemas"]["AssetOut"];
            /**
             * Distance
             * @description Only by=duplicate: percent by which the pictures differ.
             */
            distance: number | null;
            /**
             * Score
             * @description 1 is as alike as files of one subject are.
             */
            score: number;
            /**
             * Segment Id
             * @description The passage or picture that is most alike; not for duplicates.
             */
            segment_id: string | null;
            /**
             * Strength
             * @enum {string}
             */
            strength: "strong" | "weak";
            /**
             * Tier
             * @description Only by=duplicate: `bytes`, `pixels`, `near` (another version), `similar` (cropped, touched up).
             */
            tier: ("bytes" | "pixels" | "near" | "similar") | null;
        };
        /** SimilarAssets */
        SimilarAssets: {
            /**
             * Degraded
             * @description `dense` or `visual` where the file has no vector to compare (yet).
             */
            degraded: string[];
            /**
             * Items
             * @description The most alike first.
             */
            items: components["schemas"]["SimilarAsset"][];
        };
        /** SpaceOut */
        SpaceOut: {
            /** Activated At */
            activated_at: string | null;
            /** Capability */
            capability: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Dimensions */
            dimensions: number;
            /** Model */
            model: string;
            /** Name */
            name: string;
            /** Status */
            status: string;
        };
        /** StageCount */
        StageCount: {
            /** Failed */
            failed: number;
            /** Queue */
            queue: string;
            /** Queued */
            queued: number;
            /** Running */
            running: number;
            /** Stage */
            stage: string;
            /**
             * Waiting
             * @description For their next try.
             */
            waiting: number;
        };
        /**
         * StageOut
         * @description One step on the way of the file, all its parts rolled into one.
         */
        StageOut: {
            /** Attempts */
            attempts: number;
            /** Error Code */
            error_code: string | null;
            /** Error Detail */
            error_detail: string | null;
            progress: components["schemas"]["StageProgress"] | null;
            /** Stage */
            stage: string;
            status: components["schemas"]["JobStatus"];
        };
        /** StageProgress */
        StageProgress: {
            /** Done */
            done: number;
            /** Total */
            total?: number | null;
            /**
             * Unit
             * @default
             */
            unit?: string;
        };
        /** StorageOut */
        StorageOut: {
            /** Backend */
            backend: string;
            /**
             * By Role
             * @description Bytes of originals, thumbnails, pages, ...
             */
            by_role: {
                [key: string]: number;
            };
            /** Bytes */
            bytes: number;
            /** Files */
            files: number;
            /**
             * Free Bytes
             * @description None where the storage cannot tell.
             */
            free_bytes: number | null;
            /**
             * Min Free Bytes
             * @description Below this, uploads are refused and workers pause.
             */
            min_free_bytes: number;
            /** Trashed */
            trashed: number;
            /**
             * Unfinished
             * @description Bytes that are still on their way in, as announced.
             */
            unfinished: number;
        };
        /** Suggestion */
        Suggestion: {
            /**
             * Insert
             * @description What the box holds once it is chosen.
             */
            insert: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "name" | "qualifier" | "tag" | "place" | "camera" | "collection" | "past";
            /**
             * Text
             * @description For show.
             */
            text: string;
        };
        /** Suggestions */
        Suggestions: {
            /** Items */
            items: components["schemas"]["Suggestion"][];
        };
        /**
         * TagIn
         * @example {
         *       "name": "receipts"
         *     }
         */
        TagIn: {
            /**
             * Library Id
             * @description Your personal library unless given.
             */
            library_id?: string | null;
            /**
             * Name
             * @description Told apart without regard to case.
             */
            name: string;
        };
        /** TagOut */
        TagOut: {
            /**
             * Count
             * @description Files that have it, without those in the trash.
             */
            count: number;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Library Id
             * Format: uuid
             */
            library_id: string;
            /** Name */
            name: string;
        };
        /** TagPage */
        TagPage: {
            /** Items */
            items: components["schemas"]["TagOut"][];
            /** Next Cursor */
            next_cursor: string | null;
            /** Total */
            total: number;
            /**
             * Total Relation
             * @default eq
             * @enum {string}
             */
            total_relation?: "eq" | "gte";
        };
        /** TagPatch */
        TagPatch: {
            /** Name */
            name: string;
        };
        /** Timeline */
        Timeline: {
            /**
             * Groups
             * @description The newest first; without those that have nothing.
             */
            groups: components["schemas"]["TimelineGroup"][];
            /** Total */
            total: number;
        };
        /** TimelineGroup */
        TimelineGroup: {
            /** Count */
            count: number;
            /**
             * Date
             * Format: date
             * @description First day of the month, or the day.
             */
            date: string;
        };
        /** UnlockIn */
        UnlockIn: {
            /**
             * Password
             * Format: password
             * @description Used for this request, and kept nowhere.
             */
            password: string;
        };
        /** UnpackOut */
        UnpackOut: {
            asset: components["schemas"]["AssetOut"];
            /**
             * Collection Id
             * Format: uuid
             * @description Fills while the archive is read; the stage `unpack` of the asset says how far that is.
             */
            collection_id: string;
            /** Name */
            name: string;
        };
        /** UploadOut */
        UploadOut: {
            asset: components["schemas"]["AssetOut"];
            /**
             * Duplicate
             * @description The library had these bytes already; `asset` is the one it has.
             */
            duplicate: boolean;
        };
        /** UserOut */
        UserOut: {
            /** Email */
            email: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Is Owner */
            is_owner: boolean;
            /** Name */
            name: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get_instance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstanceOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_api_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyList"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_api_key: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own, such as a UUID. The same request with the same key within a day makes nothing twice. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiKeyCreate"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyCreated"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_api_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_assets: {
        parameters: {
            query?: {
                /** @description Happened at this time or later. */
                after?: string | null;
                /** @description Happened earlier than this. */
                before?: string | null;
                /** @description What lies in this collection itself. (Of a smart one: /collections/{id}/assets.) */
                collection_id?: string | null;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
                /** @description Only these, as far as they are there. */
                id?: string[];
                kind?: components["schemas"]["AssetKind"][];
                library_id?: string | null;
                limit?: number;
                sort?: "-happened_at" | "-created_at" | "name" | "-size";
                status?: components["schemas"]["AssetStatus"][];
                /** @description Name of a tag. Given several times: only what has all of them. */
                tag?: string[];
                trashed?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssetPage"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    upload_asset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                    /** @description ISO 8601, or milliseconds since 1970. */
                    last_modified?: string;
                    /**
                     * Format: uuid
                     * @description Your personal library unless given.
                     */
                    library_id?: string;
                    /** @description Relative path, for show and grouping. */
                    path?: string;
                };
            };
        };
        responses: {
            /** @description The library had these bytes already */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadOut"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_asset: {
        parameters: {
            query?: {
                trashed?: boolean;
            };
            header?: never;
            path: {
                asset_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssetDetail"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_asset: {
        parameters: {
            query?: {
                permanent?: boolean;
            };
            header?: never;
            path: {
                asset_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rename_asset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                asset_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssetPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssetDetail"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_contents: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                asset_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContentsPage"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_original: {
        parameters: {
            query?: {
                download?: boolean;
            };
            header?: never;
            path: {
                asset_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description The range asked for */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unchanged */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Requested Range Not Satisfiable */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    page_picture: {
        parameters: {
            query?: {
                /** @description Pixels. */
                width?: "320" | "640" | "1280" | "1920";
            };
            header?: never;
            path: {
                asset_id: string;
                /** @description 1-based. */
                page: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/webp": unknown;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_playback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                asset_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description The range asked for */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unchanged */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Requested Range Not Satisfiable */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_preview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                asset_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description The range asked for */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unchanged */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Requested Range Not Satisfiable */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restore_asset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                asset_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssetOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retry_asset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                asset_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssetOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_segments: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
                limit?: number;
                page?: number | null;
            };
            header?: never;
            path: {
                asset_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentPage"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_similar_assets: {
        parameters: {
            query?: {
                /** @description `text`: what it says. `picture`: what it shows. `duplicate`: copies and other versions. */
                by?: "text" | "picture" | "duplicate";
                limit?: number;
            };
            header?: never;
            path: {
                asset_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SimilarAssets"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_sprite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                asset_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description The range asked for */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unchanged */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Requested Range Not Satisfiable */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_text: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                asset_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_thumbnail: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                asset_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description The range asked for */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unchanged */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Requested Range Not Satisfiable */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unlock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                asset_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnlockIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssetOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_unlocked: {
        parameters: {
            query?: {
                download?: boolean;
            };
            header?: never;
            path: {
                asset_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Requested Range Not Satisfiable */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unpack_archive: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                asset_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnpackOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_waveform: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                asset_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description The range asked for */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unchanged */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Requested Range Not Satisfiable */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_assets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_counts: {
        parameters: {
            query?: {
                /** @description Happened at this time or later. */
                after?: string | null;
                /** @description Happened earlier than this. */
                before?: string | null;
                /** @description What lies in this collection itself. (Of a smart one: /collections/{id}/assets.) */
                collection_id?: string | null;
                /** @description Only these, as far as they are there. */
                id?: string[];
                kind?: components["schemas"]["AssetKind"][];
                library_id?: string | null;
                status?: components["schemas"]["AssetStatus"][];
                /** @description Name of a tag. Given several times: only what has all of them. */
                tag?: string[];
                trashed?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssetCounts"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    prepare_download: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DownloadIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DownloadOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_download: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                download_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_grid: {
        parameters: {
            query?: {
                /** @description Happened at this time or later. */
                after?: string | null;
                /** @description Happened earlier than this. */
                before?: string | null;
                /** @description What lies in this collection itself. (Of a smart one: /collections/{id}/assets.) */
                collection_id?: string | null;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
                /** @description Only these, as far as they are there. */
                id?: string[];
                kind?: components["schemas"]["AssetKind"][];
                library_id?: string | null;
                limit?: number;
                sort?: "-happened_at" | "-created_at" | "name" | "-size";
                status?: components["schemas"]["AssetStatus"][];
                /** @description Name of a tag. Given several times: only what has all of them. */
                tag?: string[];
                trashed?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GridPage"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_timeline: {
        parameters: {
            query?: {
                /** @description Happened at this time or later. */
                after?: string | null;
                /** @description Happened earlier than this. */
                before?: string | null;
                by?: "month" | "day";
                /** @description What lies in this collection itself. (Of a smart one: /collections/{id}/assets.) */
                collection_id?: string | null;
                /** @description Only these, as far as they are there. */
                id?: string[];
                kind?: components["schemas"]["AssetKind"][];
                library_id?: string | null;
                status?: components["schemas"]["AssetStatus"][];
                /** @description Name of a tag. Given several times: only what has all of them. */
                tag?: string[];
                trashed?: boolean;
                /** @description Time zone that days are counted in. */
                tz?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timeline"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    claim_owner: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Claim"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionState"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionState"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInSessionList"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionState"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_capabilities: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CapabilityList"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_collections: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
                library_id?: string | null;
                limit?: number;
                /** @description Only those right inside this one. */
                parent_id?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CollectionPage"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_collection: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own, such as a UUID. The same request with the same key within a day makes nothing twice. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CollectionIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CollectionOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_collection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                collection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CollectionOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_collection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                collection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_collection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                collection_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CollectionPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CollectionOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_collection_assets: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
                limit?: number;
                sort?: "-happened_at" | "-created_at" | "name" | "-size";
            };
            header?: never;
            path: {
                collection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GridPage"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_to_collection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                collection_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Members"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_from_collection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                collection_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Members"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stream_events: {
        parameters: {
            query?: never;
            header?: {
                "last-event-id"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_activity: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Activity"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_libraries: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LibraryList"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_sample_library: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SampleOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    search: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SearchIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    search_by_image: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PictureAnswer"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_search_history: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchHistory"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    clear_search_history: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forget_search: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                search_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    keep_search_history: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HistorySettings"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistorySettings"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_saved_searches: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSearches"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    save_search: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own, such as a UUID. The same request with the same key within a day makes nothing twice. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SavedSearchIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSearchOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_saved_search: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                saved_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    suggest: {
        parameters: {
            query?: {
                limit?: number;
                /** @description What was typed so far. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suggestions"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_tags: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
                library_id?: string | null;
                limit?: number;
                /** @description A part of the name. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TagPage"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_tag: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own, such as a UUID. The same request with the same key within a day makes nothing twice. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TagIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TagOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_tag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tag_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rename_tag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tag_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TagPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TagOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_uploads: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenUploads"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_upload: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/offset+octet-stream": string;
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Failed */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_upload_limits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_upload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Failed */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Locked */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    append_to_upload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/offset+octet-stream": string;
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gone */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Failed */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Locked */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_users: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonList"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invite_user: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own, such as a UUID. The same request with the same key within a day makes nothing twice. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invited"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    renew_user_link: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invited"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    check_live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: string;
                    };
                };
            };
        };
    };
    check_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description A check failed; the body names it. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
}
