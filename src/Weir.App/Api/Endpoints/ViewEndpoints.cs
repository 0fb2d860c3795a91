using System.Security.Cryptography;
using System.Text.Json;
using Weir.App.Api.Access;
using Weir.App.Api.Hosting;
using Weir.App.Api.Views;
using Weir.App.Commands;

namespace Weir.App.Api.Endpoints;

/// <summary><c>/views</c>: addresses of the console under names, one's own and those that others share.</summary>
internal static class ViewEndpoints
{
    private const string Id = "id", Name = "name", Address = "address", Shared = "shared", Yes = "yes", No = "no";
    private const int IdDigits = 12;

    private static readonly ApiParameter[] Members =
    [
        new(Name, "Its name"),
        new(Address, "Path and query within the console: /explore?by=proto"),
        new(Shared, "Whether others see it, too") { Default = No, Words = [Yes, No] },
    ];

    public static IReadOnlyList<ApiEndpoint> Create(EndpointServices services) =>
    [
        new($"{ApiEndpoint.Version}/views", Role.Viewer, "Saved views: one's own, and those that others share", [], call => ListAsync(File(services), call)),
        new($"{ApiEndpoint.Version}/views", Role.Viewer, "Saves a view, and answers with its id", [], call => AddAsync(services, File(services), call)) { Method = "POST", Body = Members },
        new($"{ApiEndpoint.Version}/views", Role.Viewer, "Changes a saved view: what is not said stays", [], call => ChangeAsync(services, File(services), call)) { Method = "PATCH", Body = [new(Id, "Which"), .. Members] },
        new($"{ApiEndpoint.Version}/views", Role.Viewer, "Removes a saved view", [new(Id, "Which")], call => RemoveAsync(File(services), call)) { Method = "DELETE" },
    ];

    private static ViewFile File(EndpointServices services) => services.Views ?? throw new RunException("nothing is archived here, beside which views could be saved: say views FILE in console");

    private static Task ListAsync(ViewFile file, ApiCall call) => call.WriteJsonAsync(json =>
    {
        json.WriteStartArray();
        foreach (SavedView view in file.Read().Where(view => view.IsSeenBy(call.Caller)).OrderBy(static view => view.Name, StringComparer.OrdinalIgnoreCase)) Write(json, view, call.Caller);
        json.WriteEndArray();
    });

    private static async Task AddAsync(EndpointServices services, ViewFile file, ApiCall call)
    {
        IReadOnlyDictionary<string, string> said = await call.BodyAsync();
        var view = new SavedView(
            RandomNumberGenerator.GetHexString(IdDigits, lowercase: true),
            SavedView.CheckedName(said.GetValueOrDefault(Name)),
            SavedView.CheckedAddress(said.GetValueOrDefault(Address)),
            call.Caller.Name,
            IsShared(said) ?? false,
            services.Clock.GetUtcNow());
        call.Change = $"save view {view.Name}";
        file.Change(views => views.Append(view));
        await call.WriteJsonAsync(json => Write(json, view, call.Caller));
    }

    private static async Task ChangeAsync(EndpointServices services, ViewFile file, ApiCall call)
    {
        IReadOnlyDictionary<string, string> said = await call.BodyAsync();
        SavedView changed = Own(file.Read(), said.GetValueOrDefault(Id), call.Caller);
        call.Change = $"change view {changed.Name}";
        file.Change(views =>
        {
            changed = Own(views, changed.Id, call.Caller) with { Changed = services.Clock.GetUtcNow() };
            if (said.TryGetValue(Name, out string? name)) changed = changed with { Name = SavedView.CheckedName(name) };
            if (said.TryGetValue(Address, out string? address)) changed = changed with { Address = SavedView.CheckedAddress(address) };
            if (IsShared(said) is { } shared) changed = changed with { IsShared = shared };
            return views.Select(view => view.Id == changed.Id ? changed : view);
        });
        await call.WriteJsonAsync(json => Write(json, changed, call.Caller));
    }

    private static Task RemoveAsync(ViewFile file, ApiCall call)
    {
        string? id = call.Text(Id);
        file.Change(views =>
        {
            SavedView gone = Own(views, id, call.Caller);
            call.Change = $"remove view {gone.Name}";
            return views.Where(view => view.Id != gone.Id);
        });
        return call.WriteNothingAsync();
    }

    // Whether there is one that they do not see, nobody is told.
    private static SavedView Own(IReadOnlyList<SavedView> views, string? id, Caller caller)
    {
        SavedView view = views.FirstOrDefault(view => view.Id == id && view.IsSeenBy(caller)) ?? throw new UsageException("id: there is no such view");
        return view.IsOf(caller) ? view : throw new AccessException(Microsoft.AspNetCore.Http.StatusCodes.Status403Forbidden, $"that view is {(view.Owner.Length > 0 ? view.Owner : "nobody")}'s");
    }

    private static bool? IsShared(IReadOnlyDictionary<string, string> said) => said.GetValueOrDefault(Shared) switch
    {
        null or "" => null,
        Yes => true,
        No => false,
        var other => throw new UsageException($"{Shared} '{(other.Length > 20 ? other[..20] : other)}': want {Yes} or {No}"),
    };

    private static void Write(Utf8JsonWriter json, SavedView view, Caller caller)
    {
        json.WriteStartObject();
        json.WriteString(Id, view.Id);
        json.WriteString(Name, view.Name);
        json.WriteString(Address, view.Address);
        json.WriteString("owner", view.Owner);
        json.WriteBoolean(Shared, view.IsShared);
        json.WriteBoolean("mine", view.IsOf(caller));
        json.WriteString("changed", view.Changed);
        json.WriteEndObject();
    }
}
