namespace SocialInsurance.Comparison.Tests;

public class DescriptorTests
{
    static IReadOnlyList<InputError> ErrorsOf(string yaml)
    {
        using var scene = new Scene();
        scene.File("x.feed.yaml", yaml);
        return Assert.Throws<InputRefusedException>(() => FeedDescriptorReader.Read(Path.Combine(scene.Data, "x.feed.yaml"))).Errors;
    }

    [Fact]
    public void Alias_inside_what_it_stands_for_is_refused_with_its_place()
    {
        InputError error = Assert.Single(ErrorsOf("name: a\n? &x\n  ? *x\n  : b\n: c\n"));
        Assert.Equal((InputErrorCode.DescriptorInvalid, 3L), (error.Code, error.Line));
    }

    [Fact]
    public void All_errors_are_reported_at_once_with_line_and_column()
    {
        IReadOnlyList<InputError> errors = ErrorsOf("""
            name: bus
            kind: activities
            filePattern: ../bus.csv
            format:
              delimiter: '##'
              header: maybe
              quotes: double
            columns:
              number: 0
              eventDate: when
            dateFormat: DD/MM/YY
            maxRejectedShare: 5
            colour: blue
            """);
        Assert.Equal(
            [(1L, "'authority' is missing"), (2, "'kind' has an unknown value"), (3, "files stand beside their descriptor"), (5, "'format.delimiter' has an unknown value"), (6, "'format.header' has an unknown value"), (7, "unknown member"), (9, "a position is out of range"), (11, "'dateFormat' has an unknown value"), (1, "'presenceClass' is missing"), (12, "'maxRejectedShare' is out of range"), (13, "unknown member")],
            errors.Select(e => (e.Line!.Value, e.Message)).OrderBy(e => e.Message == "'authority' is missing" ? 0 : e.Item1 == 1 ? 11 : e.Item1));
    }

    [Fact]
    public void Unknown_member_names_its_place_and_the_known_ones()
    {
        InputError error = Assert.Single(ErrorsOf(Scene.Descriptor("bus", more: "presence: account")));
        Assert.Equal((10L, 1, "presence"), (error.Line!.Value, error.Column!.Value, error.Found));
        Assert.Contains("presenceClass", error.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Yaml_syntax_error_has_its_line() => Assert.Equal(2, Assert.Single(ErrorsOf("name: a\nkind: b: c")).Line);

    [Fact]
    public void Mapping_left_open_is_refused_at_its_place() =>
        Assert.Equal((InputErrorCode.DescriptorInvalid, 2L), Assert.Single(ErrorsOf("name: a\nformat: { delimiter: ','\nkind: activity\n")) switch { var e => (e.Code, e.Line!.Value) });

    [Fact]
    public void Column_name_without_header_is_refused() => Assert.Equal(3,
        ErrorsOf(Scene.Descriptor("bus", format: "{ delimiter: ',', header: no }")).Count(e => e.Message == "a file without header has no column names"));

    [Theory]
    [InlineData("{ number: 号码, name: 号码, eventDate: on }", 30)]
    [InlineData("{ number: 号码, name: ' 号 码', eventDate: on }", 30)]
    [InlineData("{ number: 1, name: 1, eventDate: on }", 29)]
    public void One_column_for_number_and_name_is_refused_at_the_second(string columns, int column)
    {
        InputError error = Assert.Single(ErrorsOf(Scene.Descriptor("bus", columns: columns)));
        Assert.Equal((InputErrorCode.DescriptorInvalid, "'number' and 'name' are one column", 6L, column), (error.Code, error.Message, error.Line!.Value, error.Column!.Value));
    }

    [Fact]
    public void Identifier_of_a_register_may_not_be_its_name() =>
        Assert.Equal(["'id' and 'name' are one column"], ErrorsOf(Scene.RegisterDescriptor.Replace("id: id, number: number", "id: name, number: number", StringComparison.Ordinal)).Select(e => e.Message));

    [Fact]
    public void Identifier_of_a_register_may_be_its_number()
    {
        using var scene = new Scene();
        scene.File("x.feed.yaml", Scene.RegisterDescriptor.Replace("id: id, number: number", "id: number, number: number", StringComparison.Ordinal));
        FeedDescriptor read = FeedDescriptorReader.Read(Path.Combine(scene.Data, "x.feed.yaml"));
        Assert.Equal(read.Columns[ColumnRole.Number], read.Columns[ColumnRole.Id]);
    }

    [Fact]
    public void Name_and_position_of_one_column_are_refused_where_the_file_shows_it()
    {
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2026-12-01");
        scene.Feed("bus", "on,number,name\n", Scene.Descriptor("bus", columns: "{ number: number, name: 2, eventDate: on }"));
        InputError error = Assert.Single(scene.Refused().Errors);
        Assert.Equal((InputErrorCode.DescriptorInvalid, "bus.csv", 1L, 2), (error.Code, error.File, error.Line!.Value, error.Column!.Value));
    }

    [Theory]
    [InlineData("yyyy-MM-dd", "2026-10-01", "2026-1-01")]
    [InlineData("yyyyMMdd", "20261001", "2026100")]
    [InlineData("yyyy/M/d", "2026/10/1", "2026/10/001")]
    [InlineData("dd.MM.yyyy", "01.10.2026", "1.10.2026")]
    [InlineData("yyyy-MM-dd HH:mm:ss", "2026-10-01 23:59:59", "2026-10-01 24:00:00")]
    [InlineData("yyyyMMddHHmmss", "20261001235959", "20261001236000")]
    public void Date_notation_is_exact(string notation, string good, string bad)
    {
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2026-12-01");
        scene.Feed("bus", $"number,name,on\n{Scene.Number(1)},王秀英, {good} \n{Scene.Number(1)},王秀英,{bad}\n",
            Scene.Descriptor("bus").Replace("yyyy-MM-dd", notation, StringComparison.Ordinal));
        using Scene.Run run = scene.Compare();
        Assert.Equal(["bus.csv,3,3,BadDate"], run.Rejects);
        Assert.Equal(20261001, run.Cell("a", "bus").LatestOn);
    }

    [Fact]
    public void Every_real_day_and_no_other_is_read()
    {
        for (int year = 1896; year <= 2000; year++)
        {
            for (int month = 0; month <= 13; month++)
            {
                for (int day = 0; day <= 32; day++)
                {
                    bool isReal = month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
                    Assert.Equal(isReal ? year * 10000 + month * 100 + day : 0, DateFormat.Slashed.Read(System.Text.Encoding.UTF8.GetBytes($"{year}/{month}/{day}")));
                }
            }
        }
    }
}
